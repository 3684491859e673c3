import { type Clock, sleep } from "../common/clock.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import type { Logger } from "../common/logger.ts";
import { createOutageLog, type OutageLog } from "../common/outage-log.ts";
import { createPoller } from "../common/poller.ts";
import { channelRetryPolicy, isForPerson, type RetryPolicy, defaultRetryPolicy } from "../common/retry-policy.ts";
import { createSemaphore } from "../common/semaphore.ts";
import type { Backlog, OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { Deliver } from "../conversation/ports.ts";
import { type ConversationQueue, openConversationQueue } from "./conversation-queue.ts";
import { createDeliveryAttempt, type DeliveryAttemptOptions, remoteFails } from "./delivery-attempt.ts";
import { createResultBatcher, type ResultBatcher } from "./result-batcher.ts";
import { createWakeParked, type WakeParked } from "./wake-parked.ts";

export type OutboxDispatcherOptions = {
  store: OutboxStore;
  /** By `OutboxEntry.destination`. */
  deliverers: Readonly<Record<string, Deliver>>;
  clock: Clock;
  log: Logger;
  /** 0 to 1. */
  random: () => number;
  /** For every destination; by default, deliveries to the person's channel are retried for longer than those to other systems. */
  retryPolicy?: RetryPolicy;
  /** Milliseconds from which on a wait is spent without a queue in memory. */
  parkFromMs?: number;
  /** Entries that hold up nothing, are tried twice and then dropped, such as changes of what was said already. */
  isCourtesy?: (entry: StoredEntry) => boolean;
  /** See `DeliveryAttemptOptions`. */
  recordAttemptBeforeSend?: ReadonlySet<string>;
  /** Concurrent deliveries. */
  concurrency?: number;
  /** Milliseconds between polls for conversations whose lease has expired. */
  pollIntervalMs?: number;
  onDelivered?: (entry: StoredEntry) => void;
  onDeadLetter?: (entry: StoredEntry, cause: unknown) => void;
};

/** Delivers the outbox from `start` to `stop`; it cannot be started a second time. */
export type OutboxDispatcher = {
  /** Delivers what an earlier process or another node left, and whatever is committed from now on. */
  start(): void;
  /**
   * Drains: delivers the entries in memory for at most `withinMs`, then releases all leases. Afterwards this node delivers
   * nothing any more, apart from a delivery that outlasts the deadline.
   */
  stop(withinMs: number): Promise<void>;
  backlog(): Promise<Backlog>;
  /** The person wrote: what is parked for them is tried at once. */
  retryParked(conversation: string): void;
};

/** Shorter waits are spent in memory; longer ones, of thousands of conversations, must not keep others out. */
const defaultParkFromMs = 15_000;
/** Queues opened by polling at most; commits open theirs regardless. */
const maxOpenQueues = 500;
/** Failures in a row, over all conversations of a destination, until it counts as unavailable. */
const outageThreshold = 3;

const storeMessages = { down: "outbox store unavailable, will retry", up: "outbox store available again" };

/**
 * Delivers the entries that turns committed: straight from the commit where possible, those of one conversation in
 * order, each at least once whatever crashes.
 */
export function createOutboxDispatcher(options: OutboxDispatcherOptions): OutboxDispatcher {
  const { store, clock, log, isCourtesy = never } = options;
  const storeOutage = createOutageLog({ log, ...storeMessages });
  const results = createResultBatcher({ store, clock, log, storeOutage });
  const onError = (err: unknown): void => storeOutage.failed(err);
  const parked = createWakeParked({ store, clock, onError });
  const attempt = createDeliveryAttempt({
    ...options,
    ...createAttemptListeners(options, parked),
    ...createAttemptRules(options),
    results,
    isCourtesy,
  });
  const queues = createOpenQueues((conversation, onClosed) =>
    openConversationQueue({ conversation, store, results, attempt, isCourtesy, clock, storeOutage, onClosed }),
  );

  const takeLeases = async (isStopped: () => boolean): Promise<void> => {
    await parked.refresh();
    const free = maxOpenQueues - queues.size();
    if (free <= 0) return;
    const taken = await store.take(free);
    storeOutage.succeeded();
    if (!isStopped()) for (const conversation of taken) queues.add(conversation, null);
  };
  const renewLeases = (): Promise<void> => renewAll(queues.delivering(), results);
  const takePoller = createPoller({ clock, intervalMs: options.pollIntervalMs ?? 5_000, poll: takeLeases, onError });
  const renewPoller = createPoller({ clock, intervalMs: store.leaseMs / 3, poll: renewLeases, onError });
  let unsubscribe = noop;
  return {
    start() {
      unsubscribe = store.onCommitted(queues.add);
      // The cause may have been fixed with this start, such as a wrong secret.
      void store.wakeAll().catch(onError);
      takePoller.start();
      renewPoller.start();
    },
    async stop(withinMs) {
      unsubscribe();
      parked.stop();
      void renewPoller.stop();
      const lastPoll = takePoller.stop();
      await queues.drain(clock, withinMs);
      await results.flush();
      // A poll that still runs takes leases: released before it ends, they would be held by this node again, and nobody
      // would deliver their entries.
      await lastPoll;
      await store.releaseAllLeases();
    },
    backlog: store.backlog,
    retryParked(conversation) {
      if (!parked.mayBeParked(conversation) || queues.has(conversation)) return;
      void parked.take(conversation, () => queues.add(conversation, null));
    },
  };
}

/** What an attempt changes apart from its result. */
function createAttemptListeners(
  { log, onDelivered = noop, onDeadLetter = noop }: OutboxDispatcherOptions,
  parked: WakeParked,
): Pick<DeliveryAttemptOptions, "onDelivered" | "onRetry" | "onDeadLetter"> {
  const destinations = createDestinationOutages(log);
  return {
    onDelivered(entry, remote) {
      destinations.of(entry).succeeded();
      parked.succeeded(remote);
      onDelivered(entry);
    },
    onRetry(entry, { cause, remote, next }) {
      const { destination, conversation } = entry;
      if (cause instanceof DeliveryError && cause.isEarly) return;
      destinations.of(entry).failed(cause, { destination });
      if (remoteFails(cause)) parked.failed(remote);
      if (next.parked) parked.add(conversation);
    },
    onDeadLetter,
  };
}

/** How often what is attempted, and how much at once. */
function createAttemptRules({
  retryPolicy,
  parkFromMs = defaultParkFromMs,
  concurrency = 200,
}: OutboxDispatcherOptions): Pick<DeliveryAttemptOptions, "retryPolicyOf" | "parkFromMs" | "semaphore"> {
  return {
    retryPolicyOf: (destination) => retryPolicy ?? (isForPerson(destination) ? channelRetryPolicy : defaultRetryPolicy),
    parkFromMs,
    semaphore: createSemaphore(concurrency),
  };
}

async function renewAll(
  queues: readonly (readonly [string, ConversationQueue])[],
  results: ResultBatcher,
): Promise<void> {
  for (const [conversation, queue] of queues) {
    const renewed = await results.add({ type: "renewed", conversation });
    if (!renewed) queue.stop();
  }
}

function noop(): void {}

function never(): boolean {
  return false;
}

/** One outage log for each destination. */
function createDestinationOutages(log: Logger): { of(entry: StoredEntry): OutageLog } {
  const outages = new Map<string, OutageLog>();
  return {
    of({ destination }) {
      const known = outages.get(destination);
      if (known) return known;
      const outage = createOutageLog({
        log: log.child({ destination }),
        down: "deliveries fail, will retry",
        up: "deliveries succeed again",
        threshold: outageThreshold,
      });
      outages.set(destination, outage);
      return outage;
    },
  };
}

/** The open queues by conversation. */
function createOpenQueues(open: (conversation: string, onClosed: () => void) => ConversationQueue) {
  const queues = new Map<string, ConversationQueue>();
  const drained = new AbortController();
  let draining = false;
  const queueOf = (conversation: string): ConversationQueue => {
    const known = queues.get(conversation);
    if (known) return known;
    const queue = open(conversation, () => {
      if (queues.get(conversation) === queue) queues.delete(conversation);
      if (draining && queues.size === 0) drained.abort();
    });
    queues.set(conversation, queue);
    return queue;
  };
  return {
    size: () => queues.size,
    has: (conversation: string) => queues.has(conversation),
    /**
     * This node may hold the lease without a queue, if the response to the write that took it was lost: then older
     * entries wait in the store and come first.
     */
    add(conversation: string, entries: readonly StoredEntry[] | null, older = false) {
      const mustRead = older && !queues.has(conversation);
      queueOf(conversation).add(mustRead ? null : entries);
    },
    delivering: () => [...queues].filter(([, queue]) => queue.isDelivering()),
    async drain(clock: Clock, withinMs: number) {
      if (queues.size === 0) return;
      draining = true;
      for (const queue of queues.values()) queue.drain();
      await sleep(clock, withinMs, drained.signal);
      for (const queue of queues.values()) queue.stop();
    },
  };
}
