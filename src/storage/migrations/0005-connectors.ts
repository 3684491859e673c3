import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What other systems call our cases, and the counters of their lanes. Described in `schema.ts`. */
export const connectors: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("connector_links")
      .addColumn("lane", "text", (c) => c.primaryKey().notNull())
      .addColumn("connector", "text", (c) => c.notNull())
      .addColumn("number", "text", (c) => c.notNull())
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("last_position", "bigint", (c) => c.notNull())
      .addColumn("external_id", "text")
      .addColumn("external", "text")
      .execute();
    await db.schema
      .createIndex("connector_links_by_external_id")
      .on("connector_links")
      .columns(["connector", "external_id"] as never[])
      .execute();
  },
};
