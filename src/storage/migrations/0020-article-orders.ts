import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Orders of steps that leads approved. Described in `schema.ts`. */
export const articleOrders: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("article_orders")
      .addColumn("article", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("actor", "text", (c) => c.notNull())
      .addColumn("steps", "text")
      .addPrimaryKeyConstraint("article_orders_key", ["article", "at"] as never[])
      .execute();
  },
};
