import type { Clock } from "../common/clock.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import { AppError } from "../common/errors.ts";
import { type RetryPolicy, retryDelayMs } from "../common/retry-policy.ts";
import type { Semaphore } from "../common/semaphore.ts";
import type { OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { Deliver } from "../conversation/ports.ts";
import type { ResultBatcher } from "./result-batcher.ts";

export type DeliveryAttemptOptions = {
  store: OutboxStore;
  results: ResultBatcher;
  /** By `OutboxEntry.destination`. */
  deliverers: Readonly<Record<string, Deliver>>;
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  retryPolicy: RetryPolicy;
  /** Limits concurrent deliveries. */
  semaphore: Semaphore;
  /**
   * Destinations that cannot be asked what has arrived: the attempt is recorded before the send, so that after a crash
   * in between the next attempt knows about it.
   */
  recordAttemptBeforeSend?: ReadonlySet<string>;
  onDelivered: (entry: StoredEntry) => void;
  /** An attempt failed and will be retried. */
  onRetry: (entry: StoredEntry, cause: unknown) => void;
  onDeadLetter: (entry: StoredEntry, cause: unknown) => void;
};

/**
 * Entries this young are delivered as committed, unless something was deleted since: reading each one again would cost
 * more than it finds.
 */
const freshMs = 1_000;

/**
 * Attempts to deliver one entry and records the result. Resolves with the milliseconds until the next attempt; null: the
 * entry was delivered or became a dead letter. Throws `StoreUnavailable` if the attempt could not begin: it does not
 * count then, and nothing is recorded.
 */
export type DeliveryAttempt = (entry: StoredEntry) => Promise<number | null>;

/**
 * The deliverer's error decides about the retry. An outage of our own store is no failure of the remote: if it counted,
 * ten minutes of it would turn entries into dead letters that can be delivered as soon as the store is back.
 */
export function createDeliveryAttempt(options: DeliveryAttemptOptions): DeliveryAttempt {
  const { results, semaphore } = options;

  /** A dead letter is stored before the queue goes on: the deliverer of the next entry may look for it. */
  const recordFailure = async (
    { conversation, position, createdAt, ...entry }: StoredEntry,
    error: unknown,
  ): Promise<number | null> => {
    const attempts = entry.attempts + 1;
    const reason = reasonOf(error);
    const waitMs = retryDelayMs(error, attempts, options.retryPolicy, options.random);
    const failed = { conversation, position, createdAt, attempts };
    if (waitMs === null) await results.add({ type: "failed", ...failed, reason });
    else void results.add({ type: "postponed", ...failed, error: reason, waitMs });
    return waitMs;
  };

  return async (entry) => {
    await semaphore.acquire();
    try {
      await deliver(entry, options);
    } catch (error) {
      if (isStoreOutage(error)) throw error;
      const waitMs = await recordFailure(entry, error);
      if (waitMs === null) options.onDeadLetter(entry, error);
      else options.onRetry(entry, error);
      return waitMs;
    } finally {
      semaphore.release();
    }
    const { conversation, position, createdAt } = entry;
    void results.add({ type: "delivered", conversation, position, createdAt });
    options.onDelivered(entry);
    return null;
  };
}

async function deliver(entry: StoredEntry, options: DeliveryAttemptOptions): Promise<void> {
  const { deliverers, store } = options;
  const { conversation, destination } = entry;
  const deliverer = deliverers[destination];
  if (!deliverer) throw new DeliveryError(`Nothing delivers to '${destination}'.`, { retry: false });
  const current = await currentBody(entry, options);
  if (!current) return;
  if (options.recordAttemptBeforeSend?.has(destination)) await recordAttempt(entry, options);
  // A retry reads the reference again: the user may be reachable elsewhere by then.
  const party = entry.attempts === 0 && entry.party ? entry.party : await store.party(conversation);
  await deliverer({
    id: `${conversation}#${entry.position}`,
    conversation,
    destination,
    body: current.body,
    party,
    attempt: entry.attempts + 1,
  });
}

async function recordAttempt(
  { conversation, position, createdAt, attempts }: StoredEntry,
  { results }: DeliveryAttemptOptions,
): Promise<void> {
  await results.add({
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
 * An entry that waited is read again: it may have been redacted since, or erased with its user's data. Null: it must not
 * be delivered any more.
 */
async function currentBody(
  { conversation, position, body, createdAt, attempts }: StoredEntry,
  { store, clock }: DeliveryAttemptOptions,
): Promise<{ body: unknown } | null> {
  const mayHaveChanged = attempts > 0 || clock.now() - createdAt > freshMs || createdAt <= store.lastDeletion();
  return mayHaveChanged ? store.bodyNow({ conversation, position, createdAt }) : { body };
}

function isStoreOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === "StoreUnavailable";
}

/** Stored and shown to operators. Messages of deliverers describe the remote, never what people wrote. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
