import type { ConversationState } from "../../../dialogs/stored-state.ts";
import type { PartyRow } from "../database/rows.ts";

/** What a turn left behind, as the next message of its conversation meets it. */
export type LatestTurn = {
  saved: ConversationState;
  version: number;
  arrivals: number;
  positions: number;
  party: PartyRow;
};

/**
 * The latest turns that this process stored, so that the next message of a talk that goes on need not read and check
 * them again.
 */
export type ConversationCache = {
  of(conversation: string): LatestTurn | undefined;
  keep(conversation: string, turn: LatestTurn): void;
  forget(conversation: string): void;
  /** What is erased is not to stay in memory either. */
  forgetAll(): void;
};

/** Talks that go on at once, at some 8 kB each; the others are read when somebody comes back. */
const most = 500;

/**
 * Nothing here has to be true: the write that follows names the version and the arrivals it stands on, and whatever
 * came to the conversation by another way has moved one of them. Then the message goes through the queue, which reads.
 * So it helps where a single process writes; with several nodes, among which people hop, a wrong guess would cost more
 * than a look.
 */
export function createLatestTurns(options: { used: boolean }): ConversationCache {
  const turns = new Map<string, LatestTurn>();
  return {
    of: (conversation) => turns.get(conversation),
    keep(conversation, turn) {
      if (!options.used) return;
      // The newest stand last, so that the first is the one that was silent longest.
      turns.delete(conversation);
      turns.set(conversation, turn);
      const oldest = turns.keys().next().value;
      if (turns.size > most && oldest !== undefined) turns.delete(oldest);
    },
    forget: (conversation) => void turns.delete(conversation),
    forgetAll: () => turns.clear(),
  };
}
