import type { CaseChange, CaseStore } from "../../conversation/case-ports.ts";
import type { OnEntriesCommitted } from "../../conversation/outbox-ports.ts";
import { createCallSteps, laneOfCalls } from "../connectors/call-steps.ts";
import { prepareArrivalSteps } from "../conversations/arrival-steps.ts";
import { prepareDeskSteps, prepareEntrySteps } from "./case-steps.ts";
import type { Database, Step } from "../database/database.ts";
import type { Leases } from "../outbox/leases.ts";
import { toJson } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/**
 * The write behind `CaseStore.change`: the conversation's row first, the counter last (see `accept.ts` and
 * `case-steps.ts`).
 */
export function createCaseChange(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  /** This node's name in the lanes of the outbox. */
  node: string;
  leases: Leases;
  handOver: OnEntriesCommitted;
  /** Called after the change is stored. */
  changed: (conversation: string) => void;
}): CaseStore["change"] {
  const { database, prepare, now } = options;
  const arrival = prepareArrivalSteps(prepare);
  const steps = prepareDeskSteps(prepare);
  const entries = prepareEntrySteps(prepare);
  const callSteps = createCallSteps(options);

  function batchOf({ number, conversation, from, to, entry, happened, calls = [] }: CaseChange): Step[] {
    const at = now();
    const id = `case-${entry.id}`;
    const incoming = { id, conversation, at: entry.at, input: { kind: "happened", event: happened } };
    return [
      { query: steps.arrive({ conversation, arrivals: happened ? 1 : 0, now: at }), expect: 1 },
      { query: steps.move({ ...to, number, wasStatus: from.status, wasAssignee: from.assignee ?? "" }), expect: 1 },
      ...(happened
        ? [
            { query: arrival.see({ conversation, id, now: at }), expect: 1 },
            { query: arrival.queue({ conversation, id, body: toJson(incoming), now: at }) },
          ]
        : []),
      ...callSteps(conversation, calls, at),
      { query: entries.count({}) },
      { query: entries.stamp({ number }) },
      { query: entries.entry({ ...entry, number }), expect: 1 },
    ];
  }

  return async (change) => {
    const written = await database.write(batchOf(change));
    if (written.failed === null) {
      options.changed(change.conversation);
      for (const lane of new Set((change.calls ?? []).map(laneOfCalls))) options.handOver(lane, null);
      return "stored";
    }
    const before = await database.read(steps.hasEntry({ id: change.entry.id }));
    return before.length > 0 ? "done-before" : "moved-on";
  };
}
