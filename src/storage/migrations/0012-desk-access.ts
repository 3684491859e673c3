import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Stored sessions of the desk, and the audit log. Described in `schema.ts`. */
export const deskAccess: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createTable("desk_sessions")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("login", "text", (c) => c.notNull())
      .addColumn("credential", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("seen_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("audit_log")
      .addColumn("seq", "bigint", (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("actor", "text", (c) => c.notNull())
      .addColumn("action", "text", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("detail", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex("audit_log_by_at")
      .on("audit_log")
      .columns(["at"] as never[])
      .execute();
  },
};
