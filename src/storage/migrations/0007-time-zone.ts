import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Where a person's clock stands, so that moments to come are told as they see them. */
export const timeZone: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("conversations").addColumn("time_zone", "text").execute();
  },
};
