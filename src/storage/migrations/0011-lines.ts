import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What became of a line in its channel. Described in `schema.ts`. */
export const lines: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("transcript").addColumn("changed", "text").execute();
    await db.schema.alterTable("transcript").addColumn("channel_id", "text").execute();
  },
};
