/** What the desk's staff share with each other: ready replies, and who is named in notes. Times are milliseconds since 1970. */

/** A ready reply as leads left it; without words: one of the repository's that they took away. */
export type StoredCannedReply = { id: string; content: { title: string; text: string } | null };

/** The ready replies that leads wrote, changed or took away at the desk. */
export type CannedReplyStore = {
  list(): Promise<readonly StoredCannedReply[]>;
  /** `by`: the lead's login. */
  save(reply: StoredCannedReply & { by: string; at: number }): Promise<void>;
};

/** A note that names an agent who has not seen it yet. `entry`: its id in the history of the case `number`. */
export type Mention = { entry: string; number: string; by: string; text: string; at: number };

/** Which agents notes name, until they have seen it. */
export type MentionStore = {
  /** Keeps that a note names these agents; again it changes nothing. */
  add(note: { entry: string; number: string; logins: readonly string[] }): Promise<void>;
  /** What this agent has not seen, the oldest first. */
  unseen(login: string): Promise<readonly Mention[]>;
  /** The agent has seen the notes of this case. */
  see(login: string, number: string, at: number): Promise<void>;
};
