import { AppError } from "../common/errors.ts";
import type { Clock } from "../common/clock.ts";
import type { OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import type { Deliver } from "../conversation/ports.ts";
import { type RetryPolicy, waitAfter } from "../common/retry-policy.ts";
import type { ResultBatcher } from "./result-batcher.ts";
import type { Semaphore } from "../common/semaphore.ts";

/** What an attempt is made of. */
export type DeliveryOptions = {
  store: OutboxStore;
  marking: ResultBatcher;
  /** By `OutboxEntry.destination`. */
  deliverers: Readonly<Record<string, Deliver>>;
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  patience: RetryPolicy;
  turnstile: Semaphore;
  /**
   * Destinations that cannot be asked what has arrived: an attempt is stored before it begins, so that the next one
   * knows after a death in between.
   */
  noteFirst?: ReadonlySet<string>;
  onDelivered: (entry: StoredEntry) => void;
  /** Told of each entry that is given up. */
  onFailed: (entry: StoredEntry, cause: unknown) => void;
};

/**
 * So young an entry is delivered as it was committed, unless something was deleted since: a read for each reply would
 * cost more than it finds.
 */
const freshMs = 1_000;

/**
 * Makes one attempt at one entry, notes what became of it and gives the milliseconds until the next attempt; null: it
 * is done with. Throws
 * `StoreUnavailable` where the attempt could not begin: that is none, and nothing is noted.
 */
export type Attempt = (entry: StoredEntry) => Promise<number | null>;

/**
 * What a deliverer throws decides when the next attempt is, or that there is none. Our own store's being away is not
 * the other side's doing: counted as attempts, ten minutes of it would give up what could be delivered the moment it is
 * back.
 */
export function createAttempt(options: DeliveryOptions): Attempt {
  const { marking, turnstile } = options;

  /** What is given up is stored before the lane goes on: who delivers the next entry may look for it. */
  const noteFailure = async (
    { conversation, position, createdAt, ...entry }: StoredEntry,
    error: unknown,
  ): Promise<number | null> => {
    const attempts = entry.attempts + 1;
    const wait = waitAfter(error, attempts, options.patience, options.random);
    if (wait === null)
      await marking.add({ type: "failed", conversation, position, createdAt, attempts, reason: reasonOf(error) });
    else
      void marking.add({
        type: "postponed",
        conversation,
        position,
        createdAt,
        attempts,
        error: reasonOf(error),
        waitMs: wait,
      });
    return wait;
  };

  return async (entry) => {
    await turnstile.enter();
    try {
      await deliver(entry, options);
    } catch (error) {
      if (isAway(error)) throw error;
      const wait = await noteFailure(entry, error);
      if (wait === null) options.onFailed(entry, error);
      return wait;
    } finally {
      turnstile.leave();
    }
    void marking.add({
      type: "delivered",
      conversation: entry.conversation,
      position: entry.position,
      createdAt: entry.createdAt,
    });
    options.onDelivered(entry);
    return null;
  };
}

async function deliver(entry: StoredEntry, options: DeliveryOptions): Promise<void> {
  const { deliverers, store } = options;
  const { conversation, destination } = entry;
  const deliverer = deliverers[destination];
  if (!deliverer) throw new DeliveryError(`Nothing delivers to '${destination}'.`, { retry: false });
  const found = await bodyOf(entry, options);
  if (!found) return;
  if (options.noteFirst?.has(destination)) await noteAttempt(entry, options);
  // A later attempt asks again: they may be reached elsewhere by then.
  const party = entry.attempts === 0 && entry.party ? entry.party : await store.party(conversation);
  await deliverer({
    id: `${conversation}#${entry.position}`,
    conversation,
    destination,
    body: found.body,
    party,
    attempt: entry.attempts + 1,
  });
}

async function noteAttempt(
  { conversation, position, createdAt, attempts }: StoredEntry,
  { marking }: DeliveryOptions,
): Promise<void> {
  await marking.add({
    type: "postponed",
    conversation,
    position,
    createdAt,
    attempts: attempts + 1,
    error: "under way",
    waitMs: 0,
  });
}

/**
 * An entry that waited is read anew: words may have been taken out of it since, or all of it with its person's data.
 * Null: it is not to be delivered any more.
 */
async function bodyOf(
  { conversation, position, body, createdAt, attempts }: StoredEntry,
  { store, clock }: DeliveryOptions,
): Promise<{ body: unknown } | null> {
  const waited = attempts > 0 || clock.now() - createdAt > freshMs || createdAt <= store.lastDeletion();
  return waited ? store.bodyNow({ conversation, position, createdAt }) : { body };
}

function isAway(error: unknown): boolean {
  return error instanceof AppError && error.code === "StoreUnavailable";
}

/**
 * Kept in the store and shown to operators: a deliverer's message speaks of the other side, never of what people wrote.
 */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
