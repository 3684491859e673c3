import type { ExpressionBuilder } from "kysely";

import type { Incident, IncidentStore } from "../conversation/report-ports.ts";
import type { Database, Query } from "./database/database.ts";
import type { Schema } from "./database/schema.ts";
import type { Prepare } from "./database/statements.ts";

/**
 * Intervals are made of moments: each moves the end of the latest one, or begins another where that lies too far back.
 * Nodes may note the same moments, in any order and at once, and nothing has to be closed when one of them dies: an end
 * never moves back, and intervals that two of them began are one again when they are read.
 */

/** An agent is heard every quarter of a minute, and offline after a minute without that. */
const presentForMs = 60_000;
/** The feed is read every minute; after failures the next reading may come a quarter of an hour later, and fail as well. */
const reportedForMs = 35 * 60_000;

/** Notes that an agent is at the desk, if they are online; to be called once the agent's row has changed. */
export function createPresenceIntervals({ database, prepare }: { database: Database; prepare: Prepare }) {
  const extend = prepare<Observation>()((db, $) =>
    db
      .updateTable("presence_intervals")
      .set((eb) => ({ until: laterOf(eb, $.at) }))
      .where("agent", "=", $.owner)
      .where("since", "<=", $.at)
      .where("until", ">=", $.after)
      .where((eb) =>
        eb.exists(eb.selectFrom("agents").select("name").where("name", "=", $.owner).where("chosen", "=", "online")),
      ),
  );
  const begin = prepare<Observation>()((db, $) =>
    db
      .insertInto("presence_intervals")
      .columns(["agent", "since", "until"])
      .expression((eb) =>
        eb
          .selectFrom("agents")
          .select(["name", "seen_at as since", "seen_at as until"])
          .where("name", "=", $.owner)
          .where("seen_at", "=", $.at)
          .where("chosen", "=", "online"),
      )
      .onConflict((conflict) => conflict.doNothing()),
  );
  const prune = prepare<{ before: number }>()((db, $) =>
    db.deleteFrom("presence_intervals").where("until", "<", $.before),
  );
  return {
    note: (agent: string, at: number) =>
      note(database, { owner: agent, at, after: at - presentForMs }, { extend, begin }),
    prune: async (before: number) => void (await database.write({ prune: { query: prune({ before }) } })),
  };
}

type Observation = { owner: string; at: number; after: number };

async function note(
  database: Database,
  observation: Observation,
  { extend, begin }: Record<"extend" | "begin", (observation: Observation) => Query>,
): Promise<void> {
  const extended = await database.write({ extend: { query: extend(observation) } });
  if (extended.stored && extended.results.extend.changed === 0)
    await database.write({ begin: { query: begin(observation) } });
}

export function createIncidents({ database, prepare }: { database: Database; prepare: Prepare }): IncidentStore {
  const extend = prepare<Observation>()((db, $) =>
    db
      .updateTable("incident_intervals")
      .set((eb) => ({ until: laterOf(eb, $.at) }))
      .where("article", "=", $.owner)
      .where("since", "<=", $.at)
      .where("until", ">=", $.after),
  );
  const begin = prepare<Observation>()((db, $) =>
    db
      .insertInto("incident_intervals")
      .values({ article: $.owner, since: $.at, until: $.at })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const touching = prepare<{ from: number; before: number }>()((db, $) =>
    db
      .selectFrom("incident_intervals")
      .selectAll()
      .where("until", ">=", $.from)
      .where("since", "<", $.before)
      .orderBy("since"),
  );
  return {
    async reported(articles, at) {
      for (const owner of articles) await note(database, { owner, at, after: at - reportedForMs }, { extend, begin });
    },
    incidents: async (range) => joined(await database.read(touching(range))),
  };
}

/** The end of an interval that a moment extends, by whatever came first. */
function laterOf(eb: ExpressionBuilder<Schema, "presence_intervals" | "incident_intervals">, at: number) {
  return eb.case().when("until", "<", at).then(at).else(eb.ref("until")).end();
}

/** Intervals of an article as one where a moment of the later one would have extended the earlier one; the oldest first. */
function joined(rows: readonly Incident[]): Incident[] {
  const found: Incident[] = [];
  for (const row of rows) {
    const last = found.findLast(({ article }) => article === row.article);
    if (last && row.since - last.until <= reportedForMs) last.until = Math.max(last.until, row.until);
    else found.push({ ...row });
  }
  return found;
}
