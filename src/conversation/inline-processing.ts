import { AppError } from "../common/errors.ts";
import type { Accepted, ConversationReference } from "./ports.ts";
import { decide, type Due, type TurnParts, type TurnTaken } from "./turn.ts";

/** A message at the door, and what its sender wants back with it. */
export type Arrived = Due & { reference: ConversationReference; echo: unknown };

/** What became of it; `turn` is null for a duplicate. */
export type TakenAtOnce = { seen: Accepted["seen"]; turn: TurnTaken | null };

/**
 * Accepts a message and takes its turn with a single write, where nothing waits before it: that is nearly always, and
 * it takes a third off what a turn costs. The sender is answered after that write, so what was acknowledged is stored,
 * as ever. Null: not this time; nothing is stored, and the message goes through the queue. Throws `StoreUnavailable`.
 */
export async function processInline(
  parts: TurnParts,
  { reference, incoming, inHand, echo }: Arrived,
): Promise<TakenAtOnce | null> {
  try {
    const met = await parts.store.loadForFastPath(reference);
    if (!met) return null;
    const { turn, record } = await decide(parts, { incoming, inHand }, met);
    // What is erased is all that came before, the message itself included: it has to be there first.
    if (record.erase) return null;
    const result = await parts.store.acceptAndCommit(met, { incoming, echo }, record);
    if (result === "conflict") return null;
    return result === "stored" ? { seen: "new", turn } : { seen: "duplicate", turn: null };
  } catch (error) {
    if (error instanceof AppError && error.code === "StoreUnavailable") throw error;
    // Whatever failed in the turn fails again in the queue, where the person is told.
    return null;
  }
}
