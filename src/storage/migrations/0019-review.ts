import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Why a message is to be reviewed, what it was taken for, and what a lead did with it. Described in `schema.ts`. */
export const review: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const alter = db.schema.alterTable("unclear");
    await alter.addColumn("why", "text", (c) => c.notNull().defaultTo("not-understood")).execute();
    await alter.addColumn("label", "text").execute();
    await alter.addColumn("reviewed", "text").execute();
  },
};
