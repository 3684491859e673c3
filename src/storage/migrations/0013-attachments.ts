import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Files of conversations. Described in `schema.ts`. */
export const attachments: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    await db.schema
      .createTable("attachments")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("line", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("type", "text", (c) => c.notNull())
      .addColumn("size", "bigint", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      // Last: SQLite then reads the other columns without it.
      .addColumn("content", isSqlite ? sql`blob` : sql`bytea`, (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex("attachments_by_conversation")
      .on("attachments")
      .columns(["conversation", "size"] as never[])
      .execute();
  },
};
