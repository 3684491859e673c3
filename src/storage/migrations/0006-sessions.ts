import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** When an agent ended all sessions. Described in `schema.ts`. */
export const sessions: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .alterTable("agents")
      .addColumn("signed_out_at", "bigint", (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createIndex("cases_by_closed_at")
      .on("cases")
      .columns(["status", "closed_at", "number"] as never[])
      .execute();
  },
};
