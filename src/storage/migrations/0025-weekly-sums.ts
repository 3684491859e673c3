import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

import { weekOf } from "../../common/calendar-days.ts";

/**
 * Sums of weeks beside those of days, in a key whose order is that in which reports group them. Described in
 * `reports.ts`.
 */
export const weeklySums: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    let table = db.schema.createTable("report_spans");
    for (const name of key) table = table.addColumn(name, name === "value" ? "bigint" : "text", (c) => c.notNull());
    const keyed = table
      .addColumn("n", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("report_spans_key", key as never[]);
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    await (isSqlite ? keyed.modifyEnd(sql`without rowid`) : keyed).execute();
    const { rows } = await sql<{ day: string }>`select distinct day from report_sums`.execute(db);
    for (const { day } of rows)
      for (const [span, first] of [
        ["day", day],
        ["week", weekOf(day)],
      ])
        await sql`insert into report_spans (span, day, ${rest}, n)
          select ${sql.lit(span)}, ${sql.lit(first)}, ${rest}, n from report_sums where day = ${day}
          on conflict (span, day, ${rest}) do update set n = report_spans.n + excluded.n`.execute(db);
    await db.schema.dropTable("report_sums").execute();
    await db.schema.alterTable("report_spans").renameTo("report_sums").execute();
  },
};

const key = ["span", "day", "kind", "article", "item", "value", "device", "status", "channel", "language"];
const rest = sql.join(key.slice(2).map((name) => sql.ref(name)));
