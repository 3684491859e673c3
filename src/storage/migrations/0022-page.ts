import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The page of a site that a person wrote from, so that an agent need not ask. Described in `schema.ts`. */
export const page: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("conversations").addColumn("page", "text").execute();
  },
};
