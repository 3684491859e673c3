import type { Moment } from "../../dialogs/events.ts";
import type { SavedConversation } from "../../dialogs/saved.ts";
import { guidesOf } from "../../dialogs/guides.ts";
import { loadArticles } from "../../knowledge/load.ts";
import type { Incoming, LoadedConversation, TranscriptLine } from "../../src/turn/ports.ts";
import { decide, type TurnParts } from "../../src/turn/turn.ts";
import { openReader } from "../../src/understanding/open.ts";
import { understanding } from "../../src/understanding/understand.ts";

/** What was stored of a turn that is to be found again: its incoming, and the assistant's line, where it said something. */
export type Taken = { incoming: Incoming; said: TranscriptLine | undefined };
/** Says at which turn the replay and the store differ, and how; null where they never do. */
export type Replay = (turns: readonly Taken[], stored: LoadedConversation, mostWaiting: number) => Promise<string | null>;

/** Replays conversations with the pure parts alone: understanding, statechart, words. Nothing of a node's takes part. */
export function createReplay(): Replay {
  const articles = loadArticles();
  const pure = { understand: understanding({ read: openReader({ articles }) }), guides: guidesOf(articles), status: () => ({}) };
  return async (turns, { party, saved }, mostWaiting) => {
    let before: SavedConversation | null = null;
    for (const [version, { incoming, said }] of turns.entries()) {
      const outcome: SavedConversation | string = await replayTurn(pure, { incoming, said, loaded: { party, saved: before, version }, mostWaiting });
      if (typeof outcome === "string") return `turn ${version} (${incoming.id}): ${outcome}`;
      before = outcome;
    }
    const [expected, found] = [timeless(before), timeless(saved)];
    return expected === found ? null : `it stands elsewhere: expected ${expected}, stored ${found}`;
  };
}

type Pure = Pick<TurnParts, "understand" | "guides" | "status">;
type Turn = Taken & { loaded: LoadedConversation; mostWaiting: number };

/** How many others were waiting and whether somebody was at the desk is the house's, not the conversation's: any true number will do. */
async function replayTurn(pure: Pure, { incoming, said, loaded, mostWaiting }: Turn): Promise<SavedConversation | string> {
  const number = /\*\*([0-9A-Z]{5,6})\*\*/.exec(said?.text ?? "")?.[1] ?? "";
  const now = said?.at ?? loaded.saved?.lastTurnAt ?? 0;
  const decided = async (waiting: number, state: "empty" | "staffed"): Promise<{ same: boolean; saved: SavedConversation; words: string }> => {
    const desk: Moment["desk"] = { state };
    const store = { casesWaiting: async () => waiting } as TurnParts["store"];
    const parts: TurnParts = { ...pure, store, now: () => now, freshCaseNumber: () => number, desk: () => desk };
    const { turn, record } = await decide(parts, { incoming, inHand: false }, loaded);
    return { same: JSON.stringify(turn.reply ?? null) === JSON.stringify(said?.reply ?? null), saved: record.saved, words: turn.reply?.text ?? "(nothing)" };
  };
  const plain = await decided(0, "empty");
  if (plain.same) return plain.saved;
  for (let waiting = 0; waiting <= mostWaiting && number !== ""; waiting++) {
    for (const state of ["empty", "staffed"] as const) {
      const other = await decided(waiting, state);
      if (other.same) return other.saved;
    }
  }
  return `expected "${plain.words}", stored "${said?.text ?? "(nothing)"}"`;
}

const times = new Set(["at", "lastTurnAt", "stepShownAt", "endedAt"]);

/** A turn asks for the time more than once: a few milliseconds make no other place. */
function timeless(saved: SavedConversation | null): string {
  return JSON.stringify(saved, (key, value: unknown) => (times.has(key) ? 0 : value));
}
