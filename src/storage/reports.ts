import { randomUUID } from "node:crypto";

import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from "kysely";

import type { ReportFact } from "../conversation/report-facts.ts";
import { daysLater, weekOf } from "../common/calendar-days.ts";
import {
  type DeskFigures,
  filterNames,
  passes,
  type ReportFilter,
  type ReportStore,
  type UnclearText,
} from "../conversation/report-ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";

/**
 * Reports read sums of days and weeks. A turn only adds a row of facts to `report_log`, because turns that all changed the
 * same sum would wait for each other; a job adds up what is older than a session and removes it from the log in the same
 * write. Every sum is kept by day and once more by week, so that a span of days is a few weeks and the days around them.
 */

/** Makes the step that stores facts with the write that they are about; none where there are none. */
export function createReportSteps(prepare: Prepare): (facts: readonly ReportFact[] | undefined, now: number) => Step[] {
  const insert = prepare<{ at: number; id: string; facts: Json<readonly ReportFact[]> }>()((db, $) =>
    db.insertInto("report_log").values({ at: $.at, id: $.id, facts: $.facts }),
  );
  return (facts, at) =>
    facts === undefined || facts.length === 0
      ? []
      : [{ query: insert({ at, id: randomUUID(), facts: toJson(facts) }) }];
}

/** Log rows in one write. */
const pageSize = 200;

export function createReports({ database, prepare }: { database: Database; prepare: Prepare }): ReportStore {
  const queries = { ...prepareQueries(prepare), ...prepareDeskQueries(prepare) };
  return {
    async facts({ from, to, now, filter = {} }) {
      const rows = await database.read(queries.facts({ ...spansOf(from, to), ...noFilter, ...filter }));
      const logged = rows.flatMap(({ facts }) => (facts === null ? [] : fromJson(facts)));
      const summed = rows.flatMap(({ facts, ...row }) => (facts === null ? [row as ReportFact] : []));
      const isMeant = (fact: ReportFact): boolean =>
        fact.day >= from && fact.day <= to && (fact.due ?? 0) <= now && passes(fact, filter);
      return [...summed, ...logged.filter(isMeant)];
    },
    async choices({ from, to }) {
      const rows = await database.read(queries.choices(spansOf(from, to)));
      const found = rows.flatMap(({ facts, ...row }): readonly Partial<ReportFact>[] =>
        facts === null ? [row] : fromJson(facts).filter(({ day }) => day >= from && day <= to),
      );
      return Object.fromEntries(
        filterNames.map((name) => [
          name,
          [...new Set(found.map((fact) => fact[name] ?? ""))].filter(Boolean).toSorted(),
        ]),
      ) as Record<keyof ReportFilter, string[]>;
    },
    async unclear({ from, before }) {
      const rows = await database.read(queries.unclear({ from, before }));
      return rows.map(({ alternatives, ...row }): UnclearText => ({
        ...row,
        closest: fromJson(alternatives)[0]?.label ?? null,
      }));
    },
    desk: (range) => readDesk(database, queries, range),
    async addUp(before) {
      for (let added = 0; ;) {
        const rows = await database.read(queries.oldest({ before, limit: pageSize }));
        const last = rows.at(-1);
        if (last === undefined) return added;
        const sums = addedUp(rows.flatMap(({ facts }) => fromJson(facts)));
        const written = await database.write({
          // Another node that adds up the same rows has removed them by then, and this write is given up.
          log: { query: queries.remove({ at: last.at, id: last.id }), expect: rows.length },
          sums: sums.map((sum) => ({ query: queries.add(sum) })),
        });
        if (!written.stored) return added;
        added += rows.length;
      }
    },
  };
}

type Sum = Omit<ReportFact, "due"> & { span: "day" | "week" };

async function readDesk(
  database: Database,
  queries: ReturnType<typeof prepareDeskQueries>,
  range: { from: number; before: number },
): Promise<DeskFigures> {
  const [agents, words, present, [queue]] = await Promise.all([
    database.read(queries.agents(range)),
    database.read(queries.words(range)),
    database.read(queries.present(range)),
    database.read(queries.queue({})),
  ]);
  const times = presentMs(present, range);
  const logins = [...new Set([...agents.map(({ agent }) => agent ?? ""), ...times.keys()])].toSorted();
  return {
    agents: logins.map((agent) => {
      const { active = 0, closed = 0 } = agents.find((one) => one.agent === agent) ?? {};
      return { agent, active, closed, presentMs: times.get(agent) ?? 0 };
    }),
    waiting: queue?.waiting ?? 0,
    waitingSince: queue?.since ?? null,
    words: words.map(({ rating, rating_word: word }) => ({ score: rating ?? 0, word: word ?? "" })),
  };
}

const keyNames = [
  "span",
  "day",
  "kind",
  "article",
  "item",
  "value",
  "device",
  "status",
  "channel",
  "language",
] as const;

/**
 * Facts of the same key as one, by day and by week, in the order of their keys, which is the order in which locks are
 * taken.
 */
function addedUp(facts: readonly ReportFact[]): Sum[] {
  const byKey = new Map<string, Sum>();
  for (const { due: _due, ...fact } of facts)
    for (const [span, day] of [
      ["day", fact.day],
      ["week", weekOf(fact.day)],
    ] as const) {
      const { n, ...key } = { ...fact, span, day };
      const name = JSON.stringify(keyNames.map((part) => key[part]));
      byKey.set(name, { ...key, n: n + (byKey.get(name)?.n ?? 0) });
    }
  return [...byKey]
    .filter(([, { n }]) => n !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => sum);
}

/** A span of days as the weeks that are whole in it, by their Mondays, and the days before and after these. */
type Spans = Record<"from" | "to" | "firstWeek" | "lastWeek" | "daysUntil" | "daysFrom", string>;

function spansOf(from: string, to: string): Spans {
  const firstWeek = weekOf(daysLater(from, 6));
  const lastWeek = daysLater(weekOf(daysLater(to, 1)), -7);
  const isWhole = firstWeek <= lastWeek;
  const [daysUntil, daysFrom] = isWhole ? [daysLater(firstWeek, -1), daysLater(lastWeek, 7)] : [to, daysLater(to, 1)];
  return { from, to, firstWeek, lastWeek, daysUntil, daysFrom };
}

const noFilter = { channel: "", language: "", article: "", device: "", status: "" };

type Filtered = Spans & typeof noFilter;

function prepareQueries(prepare: Prepare) {
  return {
    /** One statement, so that no row is seen twice or not at all while it is added up. */
    facts: prepare<Filtered>()((db, $) => selectOutcomes(db, $).unionAll(selectSums(db, $)).unionAll(selectLog(db))),
    choices: prepare<Spans>()((db, $) => selectChoices(db, $).unionAll(selectLoggedChoices(db))),
    oldest: prepare<{ before: number; limit: number }>()((db, $) =>
      db.selectFrom("report_log").selectAll().where("at", "<", $.before).orderBy("at").orderBy("id").limit($.limit),
    ),
    remove: prepare<{ at: number; id: string }>()((db, $) =>
      db.deleteFrom("report_log").where((eb) => eb(eb.refTuple("at", "id"), "<=", eb.tuple($.at, $.id))),
    ),
    add: prepare<Sum>()((db, $) =>
      db
        .insertInto("report_sums")
        .values({
          span: $.span,
          day: $.day,
          kind: $.kind,
          channel: $.channel,
          language: $.language,
          article: $.article,
          item: $.item,
          device: $.device,
          status: $.status,
          value: $.value,
          n: $.n,
        })
        .onConflict((conflict) =>
          conflict.columns([...keyNames]).doUpdateSet((eb) => ({ n: eb("report_sums.n", "+", eb.ref("excluded.n")) })),
        ),
    ),
    unclear: prepare<{ from: number; before: number }>()((db, $) =>
      db
        .selectFrom("unclear")
        .select(["text", "alternatives", "at"])
        .where("at", ">=", $.from)
        .where("at", "<", $.before)
        .where("why", "=", "not-understood")
        .orderBy("at"),
    ),
  };
}

type Interval = { since: number; until: number };

/** How long each agent was there within the range; intervals that overlap count once. */
function presentMs(
  intervals: readonly (Interval & { agent: string })[],
  { from, before }: { from: number; before: number },
): Map<string, number> {
  const times = new Map<string, number>();
  const reached = new Map<string, number>();
  for (const { agent, since, until } of intervals) {
    const begin = Math.max(since, from, reached.get(agent) ?? 0);
    const end = Math.min(until, before);
    times.set(agent, (times.get(agent) ?? 0) + Math.max(0, end - begin));
    reached.set(agent, Math.max(end, reached.get(agent) ?? 0));
  }
  return times;
}

function prepareDeskQueries(prepare: Prepare) {
  return {
    present: prepare<{ from: number; before: number }>()((db, $) =>
      db
        .selectFrom("presence_intervals")
        .selectAll()
        .where("until", ">=", $.from)
        .where("since", "<", $.before)
        .orderBy("since"),
    ),
    queue: prepare<Record<string, never>>()((db) =>
      db
        .selectFrom("cases")
        .select((eb) => [eb.fn.countAll<number>().as("waiting"), eb.fn.min("waiting_since").as("since")])
        .where("status", "=", "waiting"),
    ),
    agents: prepare<{ from: number; before: number }>()((db, $) =>
      db
        .selectFrom("cases")
        .select("assignee as agent")
        .select(sql<number>`sum(case when status = 'active' then 1 else 0 end)`.as("active"))
        .select(sql<number>`sum(case when status = 'closed' then 1 else 0 end)`.as("closed"))
        .where("assignee", "is not", null)
        .where((eb) =>
          eb.or([
            eb("status", "=", "active"),
            eb.and([eb("status", "=", "closed"), eb("closed_at", ">=", $.from), eb("closed_at", "<", $.before)]),
          ]),
        )
        .groupBy("assignee")
        .orderBy("assignee"),
    ),
    words: prepare<{ from: number; before: number }>()((db, $) =>
      db
        .selectFrom("cases")
        .select(["rating", "rating_word"])
        .where("closed_at", ">=", $.from)
        .where("closed_at", "<", $.before)
        .where("rating_word", "!=", "")
        .orderBy("closed_at", "desc")
        .limit(100),
    ),
  };
}

const empty = sql<string>`''`;
const none = sql<Json<readonly ReportFact[]> | null>`null`;
const sumOfN = sql<number>`cast(sum(n) as bigint)`;

/** As `passes` has it. */
function isWanted($: typeof noFilter) {
  const conditions = filterNames.map((name) => {
    const unknown = name === "status" ? sql`true` : sql`kind <> 'outcome'`;
    return sql<SqlBool>`(${$[name]} = '' or ${sql.ref(name)} = ${$[name]} or (${sql.ref(name)} = '' and ${unknown}))`;
  });
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** Outcomes, each day's by channel. */
function selectOutcomes(db: Kysely<Schema>, $: Filtered) {
  return db
    .selectFrom("report_sums")
    .select(["day", "kind", "channel", "item", empty.as("language"), empty.as("article"), empty.as("device")])
    .select([empty.as("status"), sql<number>`0`.as("value"), sumOfN.as("n"), none.as("facts")])
    .where("span", "=", "day")
    .where("day", ">=", $.from)
    .where("day", "<=", $.to)
    .where("kind", "=", "outcome")
    .where(isWanted($))
    .groupBy(["day", "kind", "item", "channel"]);
}

/** What else was counted, without its day. */
function selectSums(db: Kysely<Schema>, $: Filtered) {
  return db
    .selectFrom(
      eachSpan(db, $, (sums) =>
        sums
          .select(["kind", "item", "article", "device", "status", "value", sumOfN.as("n")])
          .where("kind", "<>", "outcome")
          .where(isWanted($))
          // In the order of the key, so that nothing has to be sorted.
          .groupBy(["day", "kind", "article", "item", "value", "device", "status"]),
      ).as("sums"),
    )
    .select([empty.as("day"), "kind", empty.as("channel"), "item", empty.as("language"), "article", "device"])
    .select(["status", "value", sumOfN.as("n"), none.as("facts")])
    .groupBy(["kind", "article", "item", "value", "device", "status"]);
}

type Sums = SelectQueryBuilder<Schema, "report_sums", object>;

/** The same of the days before the weeks, of the weeks, and of the days after them. */
function eachSpan<Row>(
  db: Kysely<Schema>,
  $: Spans,
  select: (sums: Sums) => SelectQueryBuilder<Schema, "report_sums", Row>,
) {
  const between = (span: Sum["span"], from: string, to: string) =>
    select(db.selectFrom("report_sums").where("span", "=", span).where("day", ">=", from).where("day", "<=", to));
  return between("day", $.from, $.daysUntil)
    .unionAll(between("week", $.firstWeek, $.lastWeek))
    .unionAll(between("day", $.daysFrom, $.to));
}

function selectChoices(db: Kysely<Schema>, $: Spans) {
  return db
    .selectFrom(
      eachSpan(db, $, (sums) =>
        sums
          .select(["channel", "language", "article", "device", "status"])
          .distinct()
          .where("kind", "in", ["outcome", "shown"]),
      ).as("sums"),
    )
    .select(["channel", "language", "article", "device", "status", none.as("facts")])
    .distinct();
}

function selectLog(db: Kysely<Schema>) {
  return db
    .selectFrom("report_log")
    .select([empty.as("day"), sql<ReportFact["kind"]>`''`.as("kind"), empty.as("channel"), empty.as("item")])
    .select([empty.as("language"), empty.as("article"), empty.as("device"), empty.as("status")])
    .select([sql<number>`0`.as("value"), sql<number>`0`.as("n"), logged.as("facts")]);
}

function selectLoggedChoices(db: Kysely<Schema>) {
  return db
    .selectFrom("report_log")
    .select([empty.as("channel"), empty.as("language"), empty.as("article"), empty.as("device"), empty.as("status")])
    .select(logged.as("facts"));
}

const logged = sql<Json<readonly ReportFact[]> | null>`facts`;
