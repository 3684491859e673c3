import type { AgentRow, AgentStore } from "../../conversation/case-ports.ts";
import type { Database } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";
import { agentsTopic, type ChangeNotifier } from "../database/change-notifier.ts";

/** Who is at the desk. */
export function createAgents(options: {
  database: Database;
  prepare: Prepare;
  wakes: ChangeNotifier;
  changed: (topic: string) => void;
}): AgentStore {
  const { database, wakes, changed } = options;
  const queries = prepareQueries(options.prepare);
  return {
    list: async () =>
      (await database.read(queries.list({}))).map(({ name, chosen, seen_at, signed_out_at }) => ({
        name,
        chosen,
        seenAt: seen_at,
        signedOutAt: signed_out_at,
      })),
    async heard(name, at, chosen) {
      await database.write([{ query: chosen ? queries.choose({ name, at, chosen }) : queries.hear({ name, at }) }]);
      changed(agentsTopic);
    },
    async signOut(name, at) {
      await database.write([{ query: queries.signOut({ name, at }) }]);
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
        .values({ name: $.name, chosen: "online", seen_at: $.at, signed_out_at: 0 })
        .onConflict((conflict) =>
          conflict.column("name").doUpdateSet((eb) => ({ seen_at: eb.ref("excluded.seen_at") })),
        ),
    ),
    signOut: prepare<{ name: string; at: number }>()((db, $) =>
      db
        .insertInto("agents")
        .values({ name: $.name, chosen: "offline", seen_at: $.at, signed_out_at: $.at })
        .onConflict((conflict) =>
          conflict.column("name").doUpdateSet((eb) => ({
            chosen: eb.ref("excluded.chosen"),
            signed_out_at: eb.ref("excluded.signed_out_at"),
          })),
        ),
    ),
    choose: prepare<{ name: string; at: number; chosen: AgentRow["chosen"] }>()((db, $) =>
      db
        .insertInto("agents")
        .values({ name: $.name, chosen: $.chosen, seen_at: $.at, signed_out_at: 0 })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet((eb) => ({ chosen: eb.ref("excluded.chosen"), seen_at: eb.ref("excluded.seen_at") })),
        ),
    ),
  };
}
