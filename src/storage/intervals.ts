import type { IncidentStore } from "../conversation/report-ports.ts";
import type { Database, Query } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/**
 * Intervals are made of moments: each moves the end of the latest one, or begins another where that lies too far back.
 * Nodes may note the same moments, and nothing has to be closed when one of them dies.
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
      .set({ until: $.at })
      .where("agent", "=", $.owner)
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
      .set({ until: $.at })
      .where("article", "=", $.owner)
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
    incidents: (range) => database.read(touching(range)),
  };
}
