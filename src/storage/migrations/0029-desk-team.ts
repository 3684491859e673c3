import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Agents named in notes, and until when an agent is away. Described in `schema.ts`. */
export const deskTeam: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("agents").addColumn("away_until", "bigint").execute();
    await db.schema
      .createTable("mentions")
      .addColumn("entry", "text", (c) => c.notNull())
      .addColumn("login", "text", (c) => c.notNull())
      .addColumn("number", "text", (c) => c.notNull())
      .addColumn("seen_at", "bigint")
      .addPrimaryKeyConstraint("mentions_key", ["entry", "login"] as never[])
      .execute();
    for (const columns of [["login", "seen_at"], ["number"]])
      await db.schema
        .createIndex(`mentions_by_${columns[0]}`)
        .on("mentions")
        .columns(columns as never[])
        .execute();
  },
};
