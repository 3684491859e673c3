import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Ready replies that leads wrote or changed at the desk. Described in `schema.ts`. */
export const cannedReplies: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("canned_replies")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("title", "text")
      .addColumn("text", "text")
      .addColumn("actor", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .execute();
  },
};
