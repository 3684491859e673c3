import type { OnEntriesCommitted } from "../../conversation/outbox-ports.ts";
import type { ConversationReference, TurnRecord } from "../../conversation/ports.ts";
import { laneOfCalls } from "../connectors/call-steps.ts";
import type { Written } from "../database/database.ts";

/**
 * A lane as the batch found it; null where there is no telling, because the database is this process's alone and so is
 * the lane.
 */
export type LaneFound = { owner: string; oldest: unknown } | null;

/** `positions`: the number of the turn's last entry; `party`: whom the entries are for, where that is known. */
export type HandingOver = {
  record: TurnRecord;
  positions: number;
  lane: LaneFound;
  createdAt: number;
  party?: ConversationReference;
};

/** What the batch of a turn with entries tells of their lane; its step is the third, see `turn-batch.ts`. */
export function laneFound({ rows }: Written): LaneFound {
  return (rows[2]?.[0] as LaneFound | undefined) ?? null;
}

/** Hands what a stored turn has to deliver over to the outbox of this node. */
export function handOverTurn(to: { node: string; handOver: OnEntriesCommitted }, turn: HandingOver): void {
  if (turn.record.outbox.length > 0) handOverEntries(to, turn);
  handOverCalls(to.handOver, turn.record);
}

/** Tells the outbox of calls of the desk's connectors, which it reads by itself. */
export function handOverCalls(handOver: OnEntriesCommitted, { calls = [] }: TurnRecord): void {
  for (const lane of new Set(calls.map(laneOfCalls))) handOver(lane, null);
}

/** Without their being read again, where their lane is this node's. */
function handOverEntries(
  to: { node: string; handOver: OnEntriesCommitted },
  { record, positions, lane, createdAt, party }: HandingOver,
): void {
  const { conversation, outbox } = record;
  if (lane && lane.owner !== to.node) return;
  const before = positions - outbox.length;
  to.handOver(
    conversation,
    outbox.map((entry, index) => ({
      ...entry,
      conversation,
      position: before + 1 + index,
      attempts: 0,
      createdAt,
      ...(party && { party }),
    })),
    lane ? lane.oldest !== null : undefined,
  );
}
