import type { ConnectorCalls } from "../../conversation/case-calls.ts";
import type { CaseCall } from "../../conversation/case-ports.ts";
import type { OnEntriesCommitted } from "../../conversation/outbox-ports.ts";
import { createCallSteps, laneOfCalls } from "./call-steps.ts";
import type { Database } from "../database/database.ts";
import type { Leases } from "../outbox/leases.ts";
import type { Prepare } from "../database/statements.ts";

/** What became of calls to other systems, and the way to try again those that were given up. */
export function createConnectorCalls(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  /** This node's name in the lanes of the outbox. */
  node: string;
  leases: Leases;
  handOver: OnEntriesCommitted;
}): ConnectorCalls {
  const { database, now, handOver } = options;
  const queries = prepareQueries(options.prepare);
  const callSteps = createCallSteps(options);
  return {
    async givenUp(connector, number) {
      const rows = await database.read(queries.givenUp({ lane: laneOfCalls({ connector, number }) }));
      return rows.map(({ position, body }) => ({ position, call: (JSON.parse(body) as { call: CaseCall }).call }));
    },
    async arrived(connector, number, position) {
      await database.write([{ query: queries.arrived({ lane: laneOfCalls({ connector, number }), position }) }]);
    },
    casesWithGivenUp: (connector) => database.read(queries.casesWithGivenUp({ connector })),
    async tryAgain(connector, { number, conversation }) {
      const at = now();
      const call = { connector, number, call: { kind: "again" as const, id: `again-${at}` } };
      await database.write(callSteps(conversation, [call], at));
      handOver(laneOfCalls(call), null);
    },
    async standing(connector, number) {
      const lane = laneOfCalls({ connector, number });
      const [[link], waiting, givenUp] = await Promise.all([
        database.read(queries.known({ lane })),
        database.read(queries.waiting({ lane })),
        database.read(queries.givenUp({ lane })),
      ]);
      const count = (rows: readonly { body: string }[]): number =>
        rows.filter(({ body }) => (JSON.parse(body) as { call: CaseCall }).call.kind !== "again").length;
      return { known: link !== undefined, waiting: count(waiting), givenUp: count(givenUp) };
    },
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    givenUp: prepare<{ lane: string }>()((db, $) =>
      db.selectFrom("undelivered").select(["position", "body"]).where("conversation", "=", $.lane).orderBy("position"),
    ),
    waiting: prepare<{ lane: string }>()((db, $) =>
      db.selectFrom("outbox").select("body").where("conversation", "=", $.lane).where("attempts", ">", 0),
    ),
    arrived: prepare<{ lane: string; position: number }>()((db, $) =>
      db.deleteFrom("undelivered").where("conversation", "=", $.lane).where("position", "=", $.position),
    ),
    known: prepare<{ lane: string }>()((db, $) =>
      db.selectFrom("connector_links").select("lane").where("lane", "=", $.lane).where("external_id", "is not", null),
    ),
    casesWithGivenUp: prepare<{ connector: string }>()((db, $) =>
      db
        .selectFrom("connector_links")
        .select(["number", "conversation"])
        .where("connector", "=", $.connector)
        .where("lane", "in", (eb) => eb.selectFrom("undelivered").select("undelivered.conversation")),
    ),
  };
}
