import type { OutboxEntry, ConversationReference, Receipt } from "./ports.ts";

/**
 * The port between the outbox and the store. The entries of one conversation form a queue, delivered in the order of
 * `position` by the node that holds the queue's lease. Times are milliseconds since 1970.
 */
export type OutboxStore = {
  /** Milliseconds until a lease expires that is not renewed. */
  readonly leaseMs: number;
  /**
   * Calls back after each commit with entries of a queue whose lease this node holds, so that they need not be read.
   * Null entries: the lease is held, but the entries must be read. Returns the function that unsubscribes.
   */
  onCommitted(listener: OnEntriesCommitted): () => void;
  /** Takes at most `limit` leases that are free or expired; returns their conversations. */
  take(limit: number): Promise<readonly string[]>;
  /**
   * Entries after `position` of a queue whose lease this node holds, in order, at most `limit`. `newest` is the position
   * of the queue's newest entry, delivered or not. Null when this node does not hold the lease.
   */
  pending(
    conversation: string,
    position: number,
    limit: number,
  ): Promise<{ entries: readonly StoredEntry[]; newest: number } | null>;
  /**
   * The latest deletion that this node knows of, in milliseconds since 1970; 0: none. Never waits.
   */
  lastDeletion(): number;
  /** The body of an entry as it is stored now; null: the entry was deleted. */
  bodyNow(entry: EntryName): Promise<{ body: unknown } | null>;
  reference(conversation: string): Promise<ConversationReference>;
  /** Writes the results in one batch; returns for each whether its entry or lease was found. */
  recordResults(results: readonly DeliveryResult[]): Promise<readonly boolean[]>;
  /** This channel or other system has taken something: it does not fail, and its parked queues are taken at once. */
  tookSomething(remote: string): Promise<void>;
  /** Lets all parked queues be taken at once. */
  wakeAll(): Promise<void>;
  /** Takes the lease of one parked queue; false if it is not parked. */
  takeParked(conversation: string): Promise<boolean>;
  /** For how long a lease has been free without any node taking it, in milliseconds. */
  untakenMs(): Promise<number>;
  /** Releases all leases of this node, for others to take at once. */
  releaseAllLeases(): Promise<void>;
  backlog(): Promise<Backlog>;
  /** The channels and other systems that have taken nothing for a while, as all nodes see it, longest first. */
  failing(): Promise<readonly FailingRemote[]>;
  /** Per channel or other system, what failed several times and is still being tried. */
  retrying(): Promise<readonly Retrying[]>;
  /** The latest dead letters, newest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
};

/**
 * Called with the entries of a commit, in the order of `position`. Null: read them from the store. `older`: earlier
 * entries still wait in the queue.
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
    /** When it was tried first, in milliseconds since 1970; without it, or null, it was not, or by an earlier version. */
    firstTriedAt?: number | null;
    /** Latest failures in a row of the kind that may be final, as far as this process saw them. */
    inARow?: number;
    /** Where it goes, if the committing turn knows it; otherwise to be read. */
    reference?: ConversationReference;
  };

/**
 * Identifies an entry: in a conversation that was deleted and started again the positions repeat, but not within the
 * same millisecond.
 */
export type EntryName = { conversation: string; position: number; createdAt: number };

/** The result of a delivery attempt, or a change of the lease. */
export type DeliveryResult =
  /** `receipt`: see `Receipt`. */
  | ({ type: "delivered"; receipt?: Receipt } & EntryName)
  /** To be retried in `waitMs`; this node keeps the lease until then, and for one lease more. */
  | ({ type: "postponed"; waitMs: number } & FailedAttempt & EntryName)
  /**
   * The same, but the lease has no owner until then. `held`: the remote asked for this wait, so nothing ends it early;
   * otherwise `tookSomething`, `wakeAll` and a new entry do.
   */
  | ({ type: "parked"; waitMs: number; held: boolean } & FailedAttempt & EntryName)
  /** A dead letter. */
  | ({ type: "failed"; attempts: number; reason: string } & EntryName)
  /** Releases the lease if `position` is still the newest entry of the queue. */
  | { type: "released"; conversation: string; position: number }
  | { type: "renewed"; conversation: string };

/** `oldest`: when the oldest waiting entry was stored; null when none waits. */
export type Backlog = { waiting: number; oldest: number | null; deadLetters: number };

/**
 * `error`: null leaves the former one. `remoteFails`: whether the other end takes nothing at all, rather than refusing
 * this; without it the attempt says nothing about that.
 */
export type FailedAttempt = { attempts: number; error: string | null; remoteFails?: boolean };

/** A channel or another system, by the name of the former or the destination of the latter. */
export type FailingRemote = { remote: string; since: number; reason: string };

/** `waiting`: entries; `since`: when the oldest was stored; `reason`: of one of the failures. */
export type Retrying = FailingRemote & { waiting: number };

/** An entry that failed `attempts` times; kept for operators, not retried by itself. */
export type DeadLetter = OutboxEntry & {
  conversation: string;
  position: number;
  attempts: number;
  reason: string;
  failedAt: number;
};
