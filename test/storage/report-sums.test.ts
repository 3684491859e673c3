import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import { describe, expect, test } from "vitest";

import { daysLater } from "../../src/common/calendar-days.ts";
import { factOf, type ReportFact } from "../../src/conversation/report-facts.ts";
import { migrations } from "../../src/storage/migrations/all.ts";
import type { Store } from "../../src/storage/open-store.ts";
import { openerOf, temporaryFolder } from "./support/databases.ts";
import { makeDatabase } from "./support/postgres.ts";
import { referenceOf, said, turnOf } from "./support/turns.ts";

const firstDay = "2025-10-29";
const days = Array.from({ length: 400 }, (_, at) => daysLater(firstDay, at));
/** Of each day an outcome and a step, so often that no two spans have the same sum. */
const facts = days.flatMap((day, at) => [
  factOf({ day, kind: "outcome", item: "other", channel: "webchat", n: 1 + at }),
  factOf({
    day,
    kind: "shown",
    item: "reinstall",
    article: `of month ${day.slice(0, 7)}`,
    device: "ios",
    n: 1 + at * at,
  }),
]);
const sumOf = (some: readonly ReportFact[], kind: string): number =>
  some.reduce((sum, fact) => sum + (fact.kind === kind ? fact.n : 0), 0);

/** A database of each kind, and how to run SQL there beside the store. */
const places = [
  [
    "SQLite",
    async () => {
      const path = join(temporaryFolder(), "store.db");
      const run = async (query: string): Promise<void> => {
        using database = new DatabaseSync(path);
        database.exec(query);
      };
      return { url: `sqlite:${path}`, run };
    },
  ],
  [
    "PostgreSQL",
    async () => {
      const url = await makeDatabase();
      const run = async (query: string): Promise<void> => {
        const client = new Client(url);
        await client.connect();
        await client.query(query);
        await client.end();
      };
      return { url, run };
    },
  ],
] as const;

describe.each(places)("sums for reports on %s", (_name, make) => {
  const counted = async (store: Store): Promise<void> => {
    await store.turnStore.accept(referenceOf("talk"), said("talk", "one"));
    await store.turnStore.commit(turnOf("talk", 0, "one", { report: facts }));
  };
  const expectSums = async ({ reports }: Store, from: string, to: string): Promise<void> => {
    const meant = facts.filter(({ day }) => day >= from && day <= to);
    const read = await reports.facts({ from, to, now: Date.now() });
    const sums = (some: readonly ReportFact[]) => [from, to, sumOf(some, "outcome"), sumOf(some, "shown")];
    expect(sums(read)).toEqual(sums(meant));
    const { article } = await reports.choices({ from, to });
    expect(article).toEqual([...new Set(meant.map((fact) => fact.article))].filter(Boolean).toSorted());
  };

  test("are those of the days, whatever days the span begins and ends with, before and after they are made", async () => {
    const store = await openerOf((await make()).url)();
    await counted(store);
    await expectSums(store, days[3]!, days[90]!);
    expect(await store.reports.addUp(Number.MAX_SAFE_INTEGER)).toBe(1);
    for (const [at, from] of days.slice(0, 28).entries())
      for (const length of [1, 8, 27, 34, 56, 365]) await expectSums(store, from, days[at + length - 1]!);
  });

  test("of four weeks are made of those of weeks where a database has none yet", async () => {
    const { url, run } = await make();
    const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0030"));
    const store = await openerOf(url)({ migrations: before });
    await counted(store);
    await store.reports.addUp(Number.MAX_SAFE_INTEGER);
    await store.close();
    await run("delete from report_sums where span = 'four-weeks'");
    await expectSums(await openerOf(url)(), days[0]!, days[399]!);
  });
});
