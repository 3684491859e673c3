import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Counts for the rate limits, shared by all nodes; and how the conversations of a person are found. */
export const rateCounts: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("rate_counts")
      .addColumn("key", "text", (c) => c.notNull())
      .addColumn("slot", "bigint", (c) => c.notNull())
      .addColumn("count", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("rate_counts_key", ["key", "slot"])
      .execute();
    await db.schema
      .createIndex("conversations_by_user_id")
      .on("conversations")
      .column("user_id" as never)
      .execute();
  },
};
