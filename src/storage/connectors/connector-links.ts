import type { ConnectorLinks, External } from "../../conversation/case-calls.ts";
import { laneOfCalls } from "./call-steps.ts";
import type { Database } from "../database/database.ts";
import { toJson } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/** What other systems call our cases. A case's row is there from its first call on. */
export function createConnectorLinks(options: { database: Database; prepare: Prepare }): ConnectorLinks {
  const { database, prepare } = options;
  const find = prepare<{ lane: string }>()((db, $) =>
    db
      .selectFrom("connector_links")
      .select(["external_id", "external"])
      .where("lane", "=", $.lane)
      .where("external_id", "is not", null),
  );
  const remember = prepare<{ lane: string; id: string; more: string }>()((db, $) =>
    db.updateTable("connector_links").set({ external_id: $.id, external: $.more }).where("lane", "=", $.lane),
  );
  const alsoCaseOf = prepare<{ connector: string; id: string }>()((db, $) =>
    db
      .selectFrom("connector_attempts")
      .innerJoin("connector_links", "connector_links.lane", "connector_attempts.lane")
      .select("connector_links.number")
      .where("connector_links.connector", "=", $.connector)
      .where("connector_attempts.external_id", "=", $.id)
      .limit(1),
  );
  const caseOf = prepare<{ connector: string; id: string }>()((db, $) =>
    db
      .selectFrom("connector_links")
      .select("number")
      .where("connector", "=", $.connector)
      .where("external_id", "=", $.id)
      .limit(1),
  );
  return {
    async find(connector, number) {
      const [row] = await database.read(find({ lane: laneOfCalls({ connector, number }) }));
      return row ? { id: row.external_id ?? "", more: JSON.parse(row.external ?? "{}") as External["more"] } : null;
    },
    async remember(connector, number, { id, more }) {
      await database.write([{ query: remember({ lane: laneOfCalls({ connector, number }), id, more: toJson(more) }) }]);
    },
    async caseOf(connector, id) {
      const [row] = await database.read(caseOf({ connector, id }));
      return (row ?? (await database.read(alsoCaseOf({ connector, id })))[0])?.number ?? null;
    },
  };
}
