import type { AgentRole } from "../config/agent-settings.ts";
import type { AgentRow, AgentStore } from "../conversation/case-ports.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";
import { createPresenceIntervals } from "./intervals.ts";
import { agentsTopic, type ChangeNotifier } from "./database/change-notifier.ts";

/** The agents and whether they are at the desk. */
export function createAgents(options: {
  database: Database;
  prepare: Prepare;
  changes: ChangeNotifier;
  publish: (topic: string) => void;
}): AgentStore {
  const { database, changes, publish } = options;
  const intervals = createPresenceIntervals(options);
  const queries = prepareQueries(options.prepare);
  return {
    list: async () =>
      (await database.read(queries.list({}))).map(
        ({ name, chosen, seen_at, signed_out_at, away_until, shown_name, role }) => ({
          name,
          chosen,
          seenAt: seen_at,
          signedOutAt: signed_out_at,
          ...(chosen === "away" && away_until !== null && { awayUntil: away_until }),
          ...(shown_name !== null && role !== null && { profile: { name: shown_name, role } }),
        }),
      ),
    async recordSeen(name, at, chosen, awayUntil = null) {
      const query = chosen ? queries.choose({ name, at, chosen, awayUntil }) : queries.refresh({ name, at });
      await database.write({ agent: { query } });
      await intervals.note(name, at);
      publish(agentsTopic);
    },
    async admit({ login, name, role, subject }, at) {
      const query = queries.admit({ login, name, role, subject, at });
      const { stored } = await database.write({ agent: { query, expect: 1 } });
      publish(agentsTopic);
      return stored;
    },
    async signOut(name, at) {
      await database.write({ agent: { query: queries.signOut({ name, at }) } });
      publish(agentsTopic);
    },
    forgetPresence: intervals.prune,
    subscribe: (listener) => changes.subscribe(agentsTopic, listener),
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    list: prepare<Record<string, never>>()((db) => db.selectFrom("agents").selectAll().orderBy("name")),
    refresh: prepare<{ name: string; at: number }>()((db, $) =>
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
    admit: prepare<{ login: string; name: string; role: AgentRole; subject: string; at: number }>()((db, $) =>
      db
        .insertInto("agents")
        .values({
          name: $.login,
          chosen: "online",
          seen_at: $.at,
          signed_out_at: 0,
          shown_name: $.name,
          role: $.role,
          subject: $.subject,
        })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet((eb) => ({
              shown_name: eb.ref("excluded.shown_name"),
              role: eb.ref("excluded.role"),
              subject: eb.ref("excluded.subject"),
            }))
            .where((eb) =>
              eb.or([eb("agents.subject", "is", null), eb("agents.subject", "=", eb.ref("excluded.subject"))]),
            ),
        ),
    ),
    choose: prepareChoose(prepare),
  };
}

function prepareChoose(prepare: Prepare) {
  return prepare<{ name: string; at: number; chosen: AgentRow["chosen"]; awayUntil: number | null }>()((db, $) =>
    db
      .insertInto("agents")
      .values({ name: $.name, chosen: $.chosen, seen_at: $.at, signed_out_at: 0, away_until: $.awayUntil })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet((eb) => ({
          chosen: eb.ref("excluded.chosen"),
          seen_at: eb.ref("excluded.seen_at"),
          away_until: eb.ref("excluded.away_until"),
        })),
      ),
  );
}
