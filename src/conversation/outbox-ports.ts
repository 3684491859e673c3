import type { OutboxEntry, ConversationReference, Receipt } from "./ports.ts";

/**
 * The port between the outbox and the store. Entries of one conversation form a lane; a lane belongs to one node at a
 * time, by a lease, and its entries go out in the order of `position`. Times are milliseconds since 1970.
 */
export type OutboxStore = {
  /** Milliseconds a lane belongs to its node without being renewed. */
  readonly leaseMs: number;
  /**
   * Calls back after each commit with entries whose lane is this node's: they need not be read. Null entries: the lane
   * is ours, but what is in it must be read. Returns the way to stop.
   */
  onCommitted(handOver: OnEntriesCommitted): () => void;
  /** Takes at most `limit` lanes that nobody holds (any more); gives their conversations. */
  take(limit: number): Promise<readonly string[]>;
  /**
   * Entries after `position` of a lane this node holds, in order, at most `limit`. `newest` is the position of the
   * lane's newest entry, delivered or not. Null when the lane is not this node's.
   */
  pending(
    conversation: string,
    position: number,
    limit: number,
  ): Promise<{ entries: readonly StoredEntry[]; newest: number } | null>;
  /**
   * When something was deleted last, as far as this node has heard, in milliseconds since 1970; 0 where it has not.
   * Never waits.
   */
  lastDeletion(): number;
  /** The body of an entry as it is stored now; null: the entry is there no more. */
  bodyNow(entry: EntryName): Promise<{ body: unknown } | null>;
  reference(conversation: string): Promise<ConversationReference>;
  /** Writes what became of entries, all in one go. Gives, for each mark, whether it found what it speaks of. */
  recordResults(marks: readonly DeliveryResult[]): Promise<readonly boolean[]>;
  /** Has what is parked for this channel taken at once, or with none what is parked for any. */
  wake(channel?: string): Promise<void>;
  /** Takes one parked lane; false where it is not parked. */
  takeParked(conversation: string): Promise<boolean>;
  /** How long a lane has been free without any node taking it, in milliseconds. */
  untakenMs(): Promise<number>;
  /** Gives all lanes of this node up, for others to take at once. */
  releaseAllLeases(): Promise<void>;
  backlog(): Promise<Backlog>;
  /** Per channel, what failed several times and is still being tried. */
  retrying(): Promise<readonly Retrying[]>;
  /** The latest entries that were given up, newest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
};

/**
 * Called with what a commit left to be delivered, in the order of `position`. Null: read it from the store. `older`:
 * entries from before still wait in the lane.
 */
export type OnEntriesCommitted = (
  conversation: string,
  entries: readonly StoredEntry[] | null,
  older?: boolean,
) => void;

/** `position` counts from 1 in its conversation, without gaps. `attempts`: deliveries that failed so far. */
export type StoredEntry = OutboxEntry &
  EntryName & {
    attempts: number;
    /** Latest failures in a row of the kind that may be final, as far as this process saw them. */
    inARow?: number;
    /** Whom it is for, where the turn that said it has just met them; else to be asked for. */
    reference?: ConversationReference;
  };

/**
 * Which entry: of a conversation that was deleted and begun anew the positions come again, but not at the same
 * millisecond.
 */
export type EntryName = { conversation: string; position: number; createdAt: number };

/** What became of an entry, or of its lane. */
export type DeliveryResult =
  /** `receipt`: see `Receipt`. */
  | ({ type: "delivered"; receipt?: Receipt } & EntryName)
  /** To be tried again in `waitMs`; the lane stays this node's until a lease after that. */
  | ({ type: "postponed"; attempts: number; error: string; waitMs: number } & EntryName)
  /**
   * The same, but the lane is let go until then. `held`: the remote asked for this wait, so nothing ends it early;
   * otherwise `wake` and a new entry do.
   */
  | ({ type: "parked"; attempts: number; error: string; waitMs: number; held: boolean } & EntryName)
  /** Given up for good. */
  | ({ type: "failed"; attempts: number; reason: string } & EntryName)
  /** Lets the lane go if `position` is still its newest entry. */
  | { type: "released"; conversation: string; position: number }
  | { type: "renewed"; conversation: string };

/** `oldest`: when the oldest waiting entry was stored; null when none waits. */
export type Backlog = { waiting: number; oldest: number | null; deadLetters: number };

/** `waiting`: conversations; `since`: when the oldest entry was stored; `reason`: of one of the failures. */
export type Retrying = { channel: string; waiting: number; since: number; reason: string };

/** An entry that was given up after `attempts` attempts; kept for operators, never tried again. */
export type DeadLetter = OutboxEntry & {
  conversation: string;
  position: number;
  attempts: number;
  reason: string;
  failedAt: number;
};
