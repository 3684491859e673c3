import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What reports count: facts as turns write them, and daily sums of them. Described in `reports.ts`. */
export const reports: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const log = db.schema
      .createTable("report_log")
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("id", "text", (c) => c.notNull())
      .addColumn("facts", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("report_log_key", ["at", "id"]);
    let sums = db.schema.createTable("report_sums");
    for (const name of names) sums = sums.addColumn(name, "text", (c) => c.notNull());
    const keyed = sums
      .addColumn("value", "bigint", (c) => c.notNull())
      .addColumn("n", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("report_sums_key", [...names, "value"] as never[]);
    // Short rows that are read in the order of their key; PostgreSQL has no such tables.
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    for (const table of [log, keyed]) await (isSqlite ? table.modifyEnd(sql`without rowid`) : table).execute();
    await db.schema
      .createIndex("unclear_by_at")
      .on("unclear")
      .column("at" as never)
      .execute();
  },
};

const names = ["day", "kind", "channel", "language", "article", "item", "device", "status"];
