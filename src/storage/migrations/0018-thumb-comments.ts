import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What a person wrote with a thumb. */
export const thumbComments: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("feedback").addColumn("comment", "text").execute();
  },
};
