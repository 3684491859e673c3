import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Attempts to open a case in another system of which nobody knows what they opened. Described in `schema.ts`. */
export const attempts: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("connector_attempts")
      .addColumn("lane", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("external_id", "text")
      .addColumn("external", "text")
      .addPrimaryKeyConstraint("connector_attempts_key", ["lane", "at"])
      .execute();
    await db.schema
      .createIndex("connector_attempts_by_external_id")
      .on("connector_attempts")
      .column("external_id" as never)
      .execute();
  },
};
