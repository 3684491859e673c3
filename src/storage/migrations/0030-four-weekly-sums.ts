import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

import { fourWeeksOf } from "../../common/calendar-days.ts";

/** Sums of four weeks beside those of days and weeks, and an index over the outcomes of days. Described in `reports.ts`. */
export const fourWeeklySums: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const { rows } = await sql<{ day: string }>`select distinct day from report_sums where span = 'week'`.execute(db);
    for (const { day } of rows)
      await sql`insert into report_sums (span, day, ${rest}, n)
        select 'four-weeks', ${sql.lit(fourWeeksOf(day))}, ${rest}, n from report_sums
        where span = 'week' and day = ${day}
        on conflict (span, day, ${rest}) do update set n = report_sums.n + excluded.n`.execute(db);
    await sql`create index report_outcomes on report_sums (day, item, channel, article, device, language, n)
      where span = 'day' and kind = 'outcome'`.execute(db);
  },
};

const rest = sql.join(
  ["kind", "article", "item", "value", "device", "status", "channel", "language"].map((name) => sql.ref(name)),
);
