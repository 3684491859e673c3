import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Agents who sign in at an OpenID provider, and redactions that can still be undone. Described in `schema.ts`. */
export const deskPeople: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    for (const column of ["shown_name", "role", "subject"])
      await db.schema.alterTable("agents").addColumn(column, "text").execute();
    await db.schema
      .createTable("redaction_undo")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("rows", "text", (c) => c.notNull())
      .execute();
  },
};
