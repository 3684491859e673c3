import type { HandOver } from "../turn/outbox-store.ts";
import type { Party, TurnRecord } from "../turn/ports.ts";
import type { Written } from "./database.ts";

/** `party`: whom the entries are for, where that is known. */
export type HandingOver = { record: TurnRecord; written: Written; createdAt: number; party?: Party };

/** Hands the entries of a stored turn over to the outbox of this node, without their being read again, where their lane is this node's. */
export function handOverEntries(to: { node: string; handOver: HandOver }, { record, written, createdAt, party }: HandingOver): void {
  const { conversation, outbox } = record;
  if (outbox.length === 0) return;
  // In the order of `turn-batch.ts`: the conversation's own row first, the lane third.
  const [[turn], , [lane]] = written.rows as readonly [readonly [{ last_position: number }], readonly unknown[], readonly [{ owner: string }]];
  if (lane.owner !== to.node) return;
  const before = turn.last_position - outbox.length;
  to.handOver(
    conversation,
    outbox.map((entry, index) => ({ ...entry, conversation, position: before + 1 + index, attempts: 0, createdAt, ...(party && { party }) })),
  );
}
