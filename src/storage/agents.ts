import type { AgentRow, AgentStore } from "../turn/case-store.ts";
import type { Database } from "./database.ts";
import type { Prepare } from "./statements.ts";
import { agentsTopic, type Wakes } from "./wakes.ts";

/** Who is at the desk. */
export function createAgents(options: { database: Database; prepare: Prepare; wakes: Wakes; changed: (topic: string) => void }): AgentStore {
  const { database, wakes, changed } = options;
  const queries = prepareQueries(options.prepare);
  return {
    list: async () => (await database.read(queries.list({}))).map(({ name, chosen, seen_at: seenAt }) => ({ name, chosen, seenAt })),
    async heard(name, at, chosen) {
      await database.write([{ query: chosen ? queries.choose({ name, at, chosen }) : queries.hear({ name, at }) }]);
      changed(agentsTopic);
    },
    subscribe: (wake) => wakes.subscribe(agentsTopic, wake),
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    list: prepare<Record<string, never>>()((db) => db.selectFrom("agents").selectAll().orderBy("name")),
    hear: prepare<{ name: string; at: number }>()((db, $) =>
      db
        .insertInto("agents")
        .values({ name: $.name, chosen: "online", seen_at: $.at })
        .onConflict((conflict) => conflict.column("name").doUpdateSet((eb) => ({ seen_at: eb.ref("excluded.seen_at") }))),
    ),
    choose: prepare<{ name: string; at: number; chosen: AgentRow["chosen"] }>()((db, $) =>
      db
        .insertInto("agents")
        .values({ name: $.name, chosen: $.chosen, seen_at: $.at })
        .onConflict((conflict) => conflict.column("name").doUpdateSet((eb) => ({ chosen: eb.ref("excluded.chosen"), seen_at: eb.ref("excluded.seen_at") }))),
    ),
  };
}
