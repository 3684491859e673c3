import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Files whose content is in a bucket. Described in `schema.ts`. */
export const attachmentObjects: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    await db.schema.alterTable("attachments").addColumn("object", "text").execute();
    await db.schema
      .alterTable("attachments")
      .addColumn("object_key", isSqlite ? sql`blob` : sql`bytea`)
      .execute();
    // SQLite would read through the content before it to reach the column.
    await db.schema
      .createIndex("attachments_by_object")
      .on("attachments")
      .columns(["object"] as never[])
      .where(sql.ref("object"), "is not", null)
      .execute();
    await db.schema
      .createTable("attachment_objects")
      .addColumn("name", "text", (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull())
      .execute();
  },
};
