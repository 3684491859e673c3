import type { Clock } from "../common/clock.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import { AppError } from "../common/errors.ts";
import { isForPerson, type RetryPolicy, retryDelayMs } from "../common/retry-policy.ts";
import type { Semaphore } from "../common/semaphore.ts";
import type { OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { Deliver, Receipt } from "../conversation/ports.ts";
import type { ResultBatcher } from "./result-batcher.ts";

export type DeliveryAttemptOptions = {
  store: OutboxStore;
  results: ResultBatcher;
  /** By `OutboxEntry.destination`. */
  deliverers: Readonly<Record<string, Deliver>>;
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  /** By `OutboxEntry.destination`. */
  retryPolicyOf: (destination: string) => RetryPolicy;
  /** A wait from which on the queue is parked: its lease has no owner until then. */
  parkFromMs: number;
  /** See `isCourtesy` of `OutboxDispatcherOptions`. */
  isCourtesy: (entry: StoredEntry) => boolean;
  /** Limits concurrent deliveries. */
  semaphore: Semaphore;
  /**
   * Destinations whose create call is not idempotent: the attempt is recorded before the send, so that after a crash
   * in between the next attempt knows about it.
   */
  recordAttemptBeforeSend?: ReadonlySet<string>;
  /** `remote`: the channel or the other system. */
  onDelivered: (entry: StoredEntry, remote: string) => void;
  /** An attempt failed and will be retried. */
  onRetry: (entry: StoredEntry, failure: { cause: unknown; remote: string; next: NextAttempt }) => void;
  onDeadLetter: (entry: StoredEntry, cause: unknown) => void;
};

/** Attempts of a courtesy, and the wait between: words wait for neither. */
const courtesyAttempts = 2;
const courtesyDelayMs = 1_000;

/**
 * Entries this young are delivered as committed, unless something was deleted since: reading each one again would cost
 * more than it finds.
 */
const freshMs = 1_000;

/** When to retry. `parked`: the lease has no owner until then. The others: see `StoredEntry`. */
export type NextAttempt = { waitMs: number; parked: boolean; inARow: number; firstTriedAt: number | null };

/**
 * Attempts to deliver one entry and records the result. Resolves with when to try again; null: the entry was delivered,
 * dropped or became a dead letter. Throws `StoreUnavailable` if the attempt could not begin: it does not
 * count then, and nothing is recorded.
 */
export type DeliveryAttempt = (entry: StoredEntry) => Promise<NextAttempt | null>;

/**
 * The deliverer's error decides about the retry. An outage of our own store is no failure of the remote: if it counted,
 * ten minutes of it would turn entries into dead letters that can be delivered as soon as the store is back.
 */
export function createDeliveryAttempt(options: DeliveryAttemptOptions): DeliveryAttempt {
  const { results, semaphore, isCourtesy } = options;
  const recordFailure = createRecordFailure(options);
  return async (entry) => {
    const { conversation, position, createdAt } = entry;
    let remote = entry.destination;
    let receipt: Receipt | void;
    await semaphore.acquire();
    try {
      receipt = await deliver(entry, options, (known) => (remote = known));
    } catch (error) {
      if (isStoreOutage(error)) throw error;
      if (isCourtesy(entry)) return giveWay(entry, error, results);
      const next = await recordFailure(entry, error);
      if (next === null) options.onDeadLetter(entry, error);
      else options.onRetry(entry, { cause: error, remote, next });
      return next;
    } finally {
      semaphore.release();
    }
    void results.add({ type: "delivered", conversation, position, createdAt, ...(receipt && { receipt }) });
    options.onDelivered(entry, remote);
    return null;
  };
}

/** A courtesy that fails is tried once more, soon or not at all, and then dropped without a trace. */
function giveWay(
  { conversation, position, createdAt, attempts }: StoredEntry,
  error: unknown,
  results: ResultBatcher,
): NextAttempt | null {
  const entry = { conversation, position, createdAt };
  const isRefused = error instanceof DeliveryError && (!error.retry || (error.afterMs ?? 0) > courtesyDelayMs);
  if (isRefused || attempts + 1 >= courtesyAttempts) {
    void results.add({ type: "delivered", ...entry });
    return null;
  }
  const failed = { attempts: attempts + 1, error: reasonOf(error), waitMs: courtesyDelayMs };
  void results.add({ type: "postponed", ...entry, ...failed });
  return { waitMs: courtesyDelayMs, parked: false, inARow: 0, firstTriedAt: null };
}

/**
 * Records that an attempt failed. A dead letter is stored before the queue goes on: the deliverer of the next entry may
 * look for it. So is a parked queue, because from then on this node does not hold its lease.
 */
function createRecordFailure(
  options: DeliveryAttemptOptions,
): (entry: StoredEntry, error: unknown) => Promise<NextAttempt | null> {
  const { results, clock, random, retryPolicyOf, parkFromMs } = options;
  return async ({ conversation, position, createdAt, destination, ...entry }, error) => {
    const attempts = entry.attempts + 1;
    const mayBeFinal = error instanceof DeliveryError && error.maxInARow < Infinity;
    const inARow = mayBeFinal ? (entry.inARow ?? 0) + 1 : 0;
    const reason = reasonOf(error);
    // Entries of earlier versions do not say when they were tried first.
    const firstTriedAt = entry.firstTriedAt ?? (entry.attempts > 0 ? createdAt : clock.now());
    const failures = { attempts, inARow, triedMs: clock.now() - firstTriedAt };
    const waitMs = retryDelayMs(error, failures, retryPolicyOf(destination), random);
    const name = { conversation, position, createdAt };
    if (waitMs === null) {
      await results.add({ type: "failed", ...name, attempts, reason });
      return null;
    }
    const failed = { ...name, attempts, error: reason, remoteFails: remoteFails(error) };
    const parked = isForPerson(destination) && waitMs >= parkFromMs;
    const held = error instanceof DeliveryError && error.afterMs !== undefined && error.afterMs >= waitMs / 2;
    if (parked) await results.add({ type: "parked", ...failed, waitMs, held });
    else void results.add({ type: "postponed", ...failed, waitMs });
    return { waitMs, parked, inARow, firstTriedAt };
  };
}

/** `onRemote` is called with the channel or the other system as soon as it is known. */
async function deliver(
  entry: StoredEntry,
  options: DeliveryAttemptOptions,
  onRemote: (remote: string) => void,
): Promise<Receipt | void> {
  const { deliverers, store } = options;
  const { conversation, destination } = entry;
  const deliverer = deliverers[destination];
  if (!deliverer) throw new DeliveryError(`Nothing delivers to '${destination}'.`, { retry: false });
  const current = await currentBody(entry, options);
  if (!current) return;
  if (options.recordAttemptBeforeSend?.has(destination)) await recordAttempt(entry, options);
  // A retry reads the reference again: the user may be reachable elsewhere by then.
  const reference = entry.attempts === 0 && entry.reference ? entry.reference : await store.reference(conversation);
  if (destination === "channel") onRemote(reference.channel);
  return deliverer({
    id: `${conversation}#${entry.position}`,
    conversation,
    destination,
    body: current.body,
    reference,
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
    error: null,
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

/** Whether the other end takes nothing at all, rather than refusing this or being too early for it. */
export function remoteFails(error: unknown): boolean {
  if (!(error instanceof DeliveryError)) return true;
  return error.retry && !error.isEarly && error.concerns === "remote";
}

/** Stored and shown at the desk. Our own messages describe the remote; those of an unforeseen fault may hold anything. */
function reasonOf(error: unknown): string {
  const isOurs = error instanceof DeliveryError || error instanceof AppError;
  return isOurs ? error.message.slice(0, 500) : "an unforeseen fault";
}
