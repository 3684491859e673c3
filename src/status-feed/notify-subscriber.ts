import { AppError } from "../common/errors.ts";
import type { Clock } from "../common/clock.ts";
import type { Conversations, InboundMessage, ConversationReference, TurnStore } from "../conversation/ports.ts";

/**
 * Somebody's wish to hear the end of an incident. `since` is when they made it, in milliseconds since 1970, the same on
 * every node.
 */
export type Wish = { conversation: string; since: number };

/** The wishes as they are stored. */
export type StatusWishes = {
  /** Longest waiting first, at most `limit`. */
  conversationsWatching(article: string, limit: number): Promise<readonly Wish[]>;
  /** Takes the wish away, once the news is accepted for the conversation. */
  forget(article: string, conversation: string): Promise<void>;
};

/**
 * Tells one conversation that the incident is over, and waits for its turn. `gone`: somebody else told it, or there is
 * nobody left to tell.
 */
export type BringNews = (article: string, wish: Wish) => Promise<"told" | "gone">;

/** What bringing news is made of. */
export type NewsParts = {
  watches: StatusWishes;
  conversations: Pick<Conversations, "receive">;
  load: TurnStore["load"];
  clock: Clock;
};

/**
 * The wish goes only after the news is accepted, so a crash in between repeats the news. Its id follows from the wish
 * and not from the end of the incident, which every node sees at its own time and a restarted one not at all; so it has
 * one effect, whoever brings it.
 */
export function createBringNews(parts: NewsParts): BringNews {
  const { watches, conversations, load, clock } = parts;
  return async (article, wish) => {
    const party = await partyOf(load, wish.conversation);
    const turn = party && (await conversations.receive(party, newsFor(article, wish, clock.now())));
    await watches.forget(article, wish.conversation);
    await turn?.finished;
    return turn?.seen === "new" ? "told" : "gone";
  };
}

/** Undefined where the conversation is deleted. */
async function partyOf(load: TurnStore["load"], conversation: string): Promise<ConversationReference | undefined> {
  try {
    return (await load(conversation)).party;
  } catch (error) {
    if (error instanceof AppError && error.code === "NotFound") return undefined;
    throw error;
  }
}

function newsFor(article: string, { conversation, since }: Wish, at: number): InboundMessage {
  return {
    id: `status-over:${article}:${since}`,
    conversation,
    at,
    input: { kind: "happened", event: { type: "status.over" } },
  };
}
