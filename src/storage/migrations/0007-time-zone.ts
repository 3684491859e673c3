import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The person's time zone, in which times are shown to them. */
export const timeZone: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("conversations").addColumn("time_zone", "text").execute();
  },
};
