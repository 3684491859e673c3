import type { TranscriptLine } from "./ports.ts";

/**
 * What became of the lines that a channel must be sent. Everything said in a conversation whose channel reads the
 * transcript itself has arrived once it is stored.
 */
export type LineDeliveries = {
  /** The lines that have not arrived, by id; every other line of ours has. */
  undelivered(conversation: string): Promise<ReadonlyMap<string, Undelivered>>;
  /**
   * Has what failed for good tried again after whatever waits there, and what waits tried at once; resolves with how many
   * lines these are.
   */
  retry(conversation: string): Promise<number>;
};

/** What agents said and the person has not seen, where it may be sent to them by e-mail. */
export type ReadLines = {
  /** Lines of agents that neither their page nor an e-mail has brought, in order; at most some dozens. */
  unread(conversation: string): Promise<readonly TranscriptLine[]>;
  /** The person has everything up to this line. */
  markRead(conversation: string, seq: number): Promise<void>;
};

/** A line on its way, or one that was given up; `reason`: of the latest failure, in our own words, null before one. */
export type Undelivered = { delivery: "waiting" | "failed"; reason: string | null };

/** How a line stands to its channel. */
export type Delivery = "delivered" | Undelivered["delivery"];
/** What a person did to a message of theirs afterwards; null: they put it back as it was. */
export type LineChange = { text: string; how: "edited" | null } | { how: "deleted" };

/** Lines as their channel has them. */
export type LineChanges = {
  /** Follows a change of the person's own line, by their message's id; resolves with whether anything is changed by it. */
  follow(conversation: string, id: string, change: LineChange): Promise<boolean>;
  /**
   * What thumbs under a message of ours are about, by the id that the channel gave the message; null: no answer. `newest`:
   * it may be the newest answer, whose id is not known yet.
   */
  feedbackOn(conversation: string, channelId: string): Promise<{ about: string } | "newest" | null>;
};
