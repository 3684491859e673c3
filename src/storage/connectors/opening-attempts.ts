import type { External, OpeningAttempts } from "../../conversation/case-calls.ts";
import { laneOfCalls } from "./call-steps.ts";
import type { Database } from "../database/database.ts";
import { toJson } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/** Attempts that began, until it is known what they opened. */
export function createOpeningAttempts({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): OpeningAttempts {
  const queries = prepareQueries(prepare);
  return {
    async begin(connector, number, at) {
      const lane = laneOfCalls({ connector, number });
      const before = await database.read(queries.ofLane({ lane }));
      await database.write([{ query: queries.begin({ lane, at }) }]);
      return before.length;
    },
    async end(connector, number, at) {
      await database.write([{ query: queries.end({ lane: laneOfCalls({ connector, number }), at }) }]);
    },
    unknown: (connector) => database.read(queries.unknown({ connector })),
    async found(connector, number, at, { id, more }) {
      await database.write([
        { query: queries.found({ lane: laneOfCalls({ connector, number }), at, id, more: toJson(more) }) },
      ]);
    },
    async others(connector, number) {
      const rows = await database.read(queries.ofLane({ lane: laneOfCalls({ connector, number }) }));
      return rows.flatMap(({ external_id: id, external }) =>
        id === null ? [] : [{ id, more: JSON.parse(external ?? "{}") as External["more"] }],
      );
    },
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    begin: prepare<{ lane: string; at: number }>()((db, $) =>
      db
        .insertInto("connector_attempts")
        .values({ lane: $.lane, at: $.at, external_id: null, external: null })
        .onConflict((conflict) => conflict.columns(["lane", "at"]).doNothing()),
    ),
    end: prepare<{ lane: string; at: number }>()((db, $) =>
      db.deleteFrom("connector_attempts").where("lane", "=", $.lane).where("at", "=", $.at),
    ),
    ofLane: prepare<{ lane: string }>()((db, $) =>
      db.selectFrom("connector_attempts").select(["external_id", "external"]).where("lane", "=", $.lane).orderBy("at"),
    ),
    unknown: prepare<{ connector: string }>()((db, $) =>
      db
        .selectFrom("connector_attempts")
        .innerJoin("connector_links", "connector_links.lane", "connector_attempts.lane")
        .select(["connector_links.number", "connector_attempts.at"])
        .where("connector_links.connector", "=", $.connector)
        .where("connector_attempts.external_id", "is", null)
        .orderBy("connector_attempts.at"),
    ),
    found: prepare<{ lane: string; at: number; id: string; more: string }>()((db, $) =>
      db
        .updateTable("connector_attempts")
        .set({ external_id: $.id, external: $.more })
        .where("lane", "=", $.lane)
        .where("at", "=", $.at),
    ),
  };
}
