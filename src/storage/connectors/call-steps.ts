import { destinationOf } from "../../conversation/case-calls.ts";
import type { ConnectorCall } from "../../conversation/case-ports.ts";
import type { Step } from "../database/database.ts";
import type { Leases } from "../outbox/leases.ts";
import { toJson } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/**
 * The lane of a case's calls to one system. No conversation has such an id: channels' ids hold no control characters.
 */
export function laneOfCalls({ connector, number }: { connector: string; number: string }): string {
  return `\u0001case ${connector} ${number}`;
}

/**
 * The steps that put calls to other systems into the outbox; they come after the conversation's row and before the
 * counter's.
 */
export function createCallSteps(options: {
  prepare: Prepare;
  node: string;
  leases: Leases;
}): (conversation: string, calls: readonly ConnectorCall[], at: number) => Step[] {
  const { node, leases } = options;
  const steps = prepareSteps(options.prepare);
  return (conversation, calls, at) =>
    calls.flatMap(({ connector, number, call }) => {
      const lane = laneOfCalls({ connector, number });
      return [
        { query: steps.link({ lane, connector, number, conversation }) },
        { query: steps.lane({ lane, node, until: leases.end() }) },
        { query: steps.entry({ lane, destination: destinationOf(connector), body: toJson({ number, call }), at }) },
      ];
    });
}

function prepareSteps(prepare: Prepare) {
  return {
    link: prepare<{ lane: string; connector: string; number: string; conversation: string }>()((db, $) =>
      db
        .insertInto("connector_links")
        .values({
          lane: $.lane,
          connector: $.connector,
          number: $.number,
          conversation: $.conversation,
          last_position: 1,
          external_id: null,
          external: null,
        })
        .onConflict((conflict) =>
          conflict.column("lane").doUpdateSet((eb) => ({ last_position: eb("connector_links.last_position", "+", 1) })),
        ),
    ),
    lane: prepare<{ lane: string; node: string; until: number }>()((db, $) =>
      db
        .insertInto("lanes")
        .values((eb) => ({
          conversation: $.lane,
          owner: $.node,
          leased_until: $.until,
          last_position: eb
            .selectFrom("connector_links")
            .select("connector_links.last_position")
            .where("connector_links.lane", "=", $.lane),
        }))
        .onConflict((conflict) =>
          conflict.column("conversation").doUpdateSet((eb) => ({ last_position: eb.ref("excluded.last_position") })),
        ),
    ),
    entry: prepare<{ lane: string; destination: string; body: string; at: number }>()((db, $) =>
      db.insertInto("outbox").values((eb) => ({
        conversation: $.lane,
        position: eb
          .selectFrom("connector_links")
          .select("connector_links.last_position")
          .where("connector_links.lane", "=", $.lane),
        destination: $.destination,
        body: $.body,
        attempts: 0,
        last_error: null,
        created_at: $.at,
      })),
    ),
  };
}
