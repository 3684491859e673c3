import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The keys that sign web chat's tokens: shared by all nodes, so that a conversation may go on at any of them and after
 * a restart.
 */
export const signingKeys: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("signing_keys")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("secret", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
  },
};
