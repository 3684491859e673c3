import { randomUUID } from "node:crypto";

import { type Kysely, sql } from "kysely";

import type { ReportFact } from "../conversation/report-facts.ts";
import type { UnclearText } from "../conversation/report-ports.ts";
import type { ReportStore } from "../conversation/report-ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, toJson } from "./database/json.ts";
import type { Schema } from "./database/schema.ts";
import type { Prepare } from "./database/statements.ts";

/**
 * Reports read daily sums. A turn only adds a row of facts to `report_log`, because turns that all changed the same sum
 * would wait for each other; a job adds up what is older than a session and removes it from the log in the same write.
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
    async facts({ from, to, now }) {
      const rows = await database.read(queries.facts({ from, to }));
      const logged = rows.flatMap(({ facts }) => (facts === null ? [] : fromJson(facts)));
      const summed = rows.flatMap(({ facts, ...row }) => (facts === null ? [row as ReportFact] : []));
      const within = logged.filter(({ day, due = 0 }) => day >= from && day <= to && due <= now);
      return [...summed, ...within];
    },
    async unclear({ from, before }) {
      const rows = await database.read(queries.unclear({ from, before }));
      return rows.map(({ alternatives, ...row }): UnclearText => ({
        ...row,
        closest: fromJson(alternatives)[0]?.label ?? null,
      }));
    },
    async desk(range) {
      const [agents, words] = await Promise.all([
        database.read(queries.agents(range)),
        database.read(queries.words(range)),
      ]);
      return {
        agents: agents.map(({ agent, active, closed }) => ({
          agent: agent ?? "",
          active,
          closed,
        })),
        words: words.map(({ rating, rating_word: word }) => ({ score: rating ?? 0, word: word ?? "" })),
      };
    },
    async addUp(before) {
      for (let added = 0; ;) {
        const rows = await database.read(queries.oldest({ before, limit: pageSize }));
        const last = rows.at(-1);
        if (last === undefined) return added;
        const sums = addedUp(rows.flatMap(({ facts }) => fromJson(facts)));
        const written = await database.write({
          // Another node that adds up the same rows has removed them by then, and this write is given up.
          log: { query: queries.remove({ at: last.at, id: last.id }), expect: rows.length },
          sums: sums.map(({ due: _due, ...sum }) => ({ query: queries.add(sum) })),
        });
        if (!written.stored) return added;
        added += rows.length;
      }
    },
  };
}

/** Facts of the same key as one, in the order of their keys, which is the order in which locks are taken. */
function addedUp(facts: readonly ReportFact[]): ReportFact[] {
  const byKey = new Map<string, ReportFact>();
  for (const { due: _due, ...fact } of facts) {
    const { n, ...key } = fact;
    const name = JSON.stringify(Object.values(key));
    byKey.set(name, { ...fact, n: n + (byKey.get(name)?.n ?? 0) });
  }
  return [...byKey]
    .filter(([, { n }]) => n !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, fact]) => fact);
}

function prepareQueries(prepare: Prepare) {
  return {
    /** One statement, so that no row is seen twice or not at all while it is added up. */
    facts: prepare<{ from: string; to: string }>()((db, $) => selectSums(db, $).unionAll(selectLog(db))),
    oldest: prepare<{ before: number; limit: number }>()((db, $) =>
      db.selectFrom("report_log").selectAll().where("at", "<", $.before).orderBy("at").orderBy("id").limit($.limit),
    ),
    remove: prepare<{ at: number; id: string }>()((db, $) =>
      db.deleteFrom("report_log").where((eb) => eb(eb.refTuple("at", "id"), "<=", eb.tuple($.at, $.id))),
    ),
    add: prepare<Omit<ReportFact, "due">>()((db, $) =>
      db
        .insertInto("report_sums")
        .values({
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
          conflict
            .columns(["day", "kind", "channel", "language", "article", "item", "device", "status", "value"])
            .doUpdateSet((eb) => ({ n: eb("report_sums.n", "+", eb.ref("excluded.n")) })),
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

function prepareDeskQueries(prepare: Prepare) {
  return {
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

function selectSums(db: Kysely<Schema>, $: { from: string; to: string }) {
  return db
    .selectFrom("report_sums")
    .select(["day", "kind", "channel", "language", "article", "item", "device", "status", "value", "n"])
    .select(sql<Json<readonly ReportFact[]> | null>`null`.as("facts"))
    .where("day", ">=", $.from)
    .where("day", "<=", $.to);
}

function selectLog(db: Kysely<Schema>) {
  const empty = sql<string>`''`;
  return db
    .selectFrom("report_log")
    .select([empty.as("day"), sql<ReportFact["kind"]>`''`.as("kind")])
    .select([empty.as("channel"), empty.as("language"), empty.as("article"), empty.as("item"), empty.as("device")])
    .select([empty.as("status"), sql<number>`0`.as("value"), sql<number>`0`.as("n")])
    .select((eb) => eb.ref("facts").$castTo<Json<readonly ReportFact[]> | null>().as("facts"));
}
