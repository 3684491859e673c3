import { randomUUID } from "node:crypto";

import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from "kysely";

import type { ReportFact } from "../conversation/report-facts.ts";
import { daysLater, fourWeeksOf, weekOf } from "../common/calendar-days.ts";
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
 * Reports read sums. A turn only adds a row of facts to `report_log`, because turns that all changed the
 * same sum would wait for each other; a job adds up what is older than a session and removes it from the log in the same
 * write. Every sum is kept by day, by week and by four weeks, so that any span of days is a few of these in a row.
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

type Sum = Schema["report_sums"];

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
 * Facts of the same key as one, by each span, in the order of their keys, which is the order in which locks are
 * taken.
 */
function addedUp(facts: readonly ReportFact[]): Sum[] {
  const byKey = new Map<string, Sum>();
  for (const { due: _due, ...fact } of facts)
    for (const [span, day] of [
      ["day", fact.day],
      ["week", weekOf(fact.day)],
      ["four-weeks", fourWeeksOf(fact.day)],
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

/** The parts of a span of days, from small to large and back; each from its first day, week or four weeks to its last. */
const partSpans = ["day", "week", "four-weeks", "week", "day"] as const;
type Spans = Record<`${"from" | "to"}${0 | 1 | 2 | 3 | 4}`, string> & { from: string; to: string };

/** A part of which there is nothing ends before it begins. */
function spansOf(from: string, to: string): Spans {
  const end = daysLater(to, 1);
  const weeks = wholeSpans(from, end, 7, weekOf);
  const long = wholeSpans(weeks.from, weeks.end, 28, fourWeeksOf);
  const starts = [from, weeks.from, long.from, long.end, weeks.end, end];
  const parts = partSpans.flatMap((_, at): [string, string][] => [
    [`from${at}`, starts[at] ?? end],
    [`to${at}`, daysLater(starts[at + 1] ?? end, -1)],
  ]);
  return { from, to, ...Object.fromEntries(parts) } as Spans;
}

/** Of the days from the first to before the last, those in spans of so many days that are whole; none begin at the end. */
function wholeSpans(from: string, end: string, days: number, startOf: (day: string) => string) {
  const [first, last] = [startOf(daysLater(from, days - 1)), startOf(end)];
  return first < last ? { from: first, end: last } : { from: end, end };
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

/** As `passes` has it: outcomes know all but the live status, other sums pass where they do not know. */
function isWanted($: typeof noFilter, kind: "outcome" | "other") {
  const conditions = filterNames.flatMap((name) => {
    if (kind === "outcome" && name === "status") return [];
    const unknown = kind === "outcome" ? sql`` : sql`or ${sql.ref(name)} = ''`;
    return [sql`(${$[name]} = '' or ${sql.ref(name)} = ${$[name]} ${unknown})`];
  });
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** Which sums: those of this span, from the first to the last. */
type Part = readonly [span: Sum["span"], from: string, to: string];

function partsOf($: Spans): readonly Part[] {
  return partSpans.map((span, at) => [span, $[`from${at as 0}`], $[`to${at as 0}`]]);
}

/**
 * Outcomes, each day's by channel. The index `report_outcomes` holds these alone, in this order; its condition stands here as
 * it does there, because a plan is made before the values are known.
 */
function selectOutcomes(db: Kysely<Schema>, $: Filtered) {
  return db
    .selectFrom("report_sums")
    .select(["day", sql<ReportFact["kind"]>`'outcome'`.as("kind"), "channel", "item", empty.as("language")])
    .select([empty.as("article"), empty.as("device"), empty.as("status"), sql<number>`0`.as("value")])
    .select([sumOfN.as("n"), none.as("facts")])
    .where("span", "=", sql.lit("day"))
    .where("kind", "=", sql.lit("outcome"))
    .where("day", ">=", $.from)
    .where("day", "<=", $.to)
    .where(isWanted($, "outcome"))
    .groupBy(["day", "item", "channel"]);
}

/** What else was counted, without its day. */
function selectSums(db: Kysely<Schema>, $: Filtered) {
  return db
    .selectFrom(
      eachSpan(db, $, (sums) =>
        sums
          .select(["kind", "item", "article", "device", "status", "value", "n"])
          .where("kind", "<>", "outcome")
          .where(isWanted($, "other")),
      ).as("sums"),
    )
    .select([empty.as("day"), "kind", empty.as("channel"), "item", empty.as("language"), "article", "device"])
    .select(["status", "value", sumOfN.as("n"), none.as("facts")])
    .groupBy(["kind", "article", "item", "value", "device", "status"]);
}

type Sums = SelectQueryBuilder<Schema, "report_sums", object>;

/** The same of each part. */
function eachSpan<Row>(
  db: Kysely<Schema>,
  $: Spans,
  select: (sums: Sums) => SelectQueryBuilder<Schema, "report_sums", Row>,
) {
  const of = ([span, from, to]: Part) =>
    select(db.selectFrom("report_sums").where("span", "=", span).where("day", ">=", from).where("day", "<=", to));
  return partsOf($)
    .map(of)
    .reduce((sums, more) => sums.unionAll(more));
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
