import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What a provider wants to see when somebody signs out there. Described in `schema.ts`. */
export const sessionIdToken: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("desk_sessions").addColumn("id_token", "text").execute();
  },
};
