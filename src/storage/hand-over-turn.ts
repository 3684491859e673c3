import type { HandOver } from "../turn/outbox-store.ts";
import type { Party, TurnRecord } from "../turn/ports.ts";
import { laneOfCalls } from "./call-steps.ts";
import type { Written } from "./database.ts";

/** `party`: whom the entries are for, where that is known. */
export type HandingOver = { record: TurnRecord; written: Written; createdAt: number; party?: Party };

/** Hands what a stored turn has to deliver over to the outbox of this node. */
export function handOverTurn(to: { node: string; handOver: HandOver }, { record, written, createdAt, party }: HandingOver): void {
  if (record.outbox.length > 0) handOverEntries(to, { record, written, createdAt, ...(party && { party }) });
  handOverCalls(to.handOver, record);
}

/** Tells the outbox of calls of the desk's connectors, which it reads by itself. */
export function handOverCalls(handOver: HandOver, { calls = [] }: TurnRecord): void {
  for (const lane of new Set(calls.map(laneOfCalls))) handOver(lane, null);
}

/** Without their being read again, where their lane is this node's. */
function handOverEntries(to: { node: string; handOver: HandOver }, { record, written, createdAt, party }: HandingOver): void {
  const { conversation, outbox } = record;
  // In the order of `turn-batch.ts`: the conversation's own row first, the lane third.
  const [[turn], , [lane]] = written.rows as readonly [readonly [{ last_position: number }], readonly unknown[], readonly [{ owner: string; oldest: unknown }]];
  if (lane.owner !== to.node) return;
  const before = turn.last_position - outbox.length;
  to.handOver(
    conversation,
    outbox.map((entry, index) => ({ ...entry, conversation, position: before + 1 + index, attempts: 0, createdAt, ...(party && { party }) })),
    lane.oldest !== null,
  );
}
