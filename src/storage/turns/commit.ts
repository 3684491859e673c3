import type { OnEntriesCommitted } from "../../conversation/outbox-ports.ts";
import type { TurnRecord, TurnStore } from "../../conversation/ports.ts";
import { prepareCommitSteps } from "./commit-steps.ts";
import type { Database, Written } from "../database/database.ts";
import type { Leases } from "../outbox/leases.ts";
import { handOverCalls, handOverTurn, laneFound } from "./hand-over-turn.ts";
import { toJson } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";
import { createTurnBatch } from "./turn-batch.ts";

/** What a commit is made of. */
export type CommitOptions = {
  database: Database;
  prepare: Prepare;
  now: () => number;
  /** This node's name in the lanes of the outbox. */
  node: string;
  leases: Leases;
  /** Called after the turn is stored. */
  committed: (record: TurnRecord) => void;
  handOver: OnEntriesCommitted;
};

/** The write behind `TurnStore.commit`: all of a turn in one batch, the conversation's row first (see `accept.ts`). */
export function createCommit(options: CommitOptions): TurnStore["commit"] {
  const { database, now, handOver } = options;
  const steps = prepareCommitSteps(options.prepare, database.dialect);
  const batchOf = createTurnBatch({ ...options, steps });

  return async (record) => {
    const at = now();
    const written = await database.write(batchOf(record, at));
    if (written.failed !== null) return refused(record, written);
    options.committed(record);
    handOverTurn(options, { record, positions: positionsOf(written), lane: laneFound(written), createdAt: at });
    return "stored";
  };

  async function refused(record: TurnRecord, written: Written): Promise<Awaited<ReturnType<TurnStore["commit"]>>> {
    const { conversation, incomingId, version } = record;
    const waiting = await database.read(steps.isWaiting({ conversation, id: incomingId }));
    if (waiting.length > 0) return "conflict";
    if (!written.repeated) return "done-before";
    // The run before the broken connection may have stored this very turn; then nobody else will speak its words.
    const ours = await database.read(
      steps.stands({ id: conversation, version: version + 1, saved: toJson(record.saved) }),
    );
    if (ours.length === 0) return "done-before";
    options.committed(record);
    if (record.outbox.length > 0) handOver(conversation, null);
    handOverCalls(handOver, record);
    return "stored";
  }
}

/** How many entries the conversation's outbox was given so far: what the first step of the batch gives back. */
function positionsOf({ rows }: Written): number {
  const [[turn]] = rows as readonly [readonly [{ last_position: number }]];
  return turn.last_position;
}
