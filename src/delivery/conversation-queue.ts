import { type Clock, sleep } from "../common/clock.ts";
import type { OutageLog } from "../common/outage-log.ts";
import type { OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { DeliveryAttempt } from "./delivery-attempt.ts";
import { createEntryQueue, type EntryQueue } from "./entry-queue.ts";
import type { ResultBatcher } from "./result-batcher.ts";

export type ConversationQueueOptions = {
  conversation: string;
  store: OutboxStore;
  results: ResultBatcher;
  attempt: DeliveryAttempt;
  clock: Clock;
  storeOutage: OutageLog;
  /** Called once, when the queue takes no more entries: it released its lease, was stopped, or lost its lease. */
  onClosed: () => void;
};

/** Delivers the entries of one conversation in order. */
export type ConversationQueue = {
  /** Adds committed entries; null: the entries must be read from the store. */
  add(entries: readonly StoredEntry[] | null): void;
  /** True while a delivery runs: the lease must be renewed. */
  isDelivering(): boolean;
  /** Delivers what is in memory and stops where it would have to wait. */
  drain(): void;
  /** Starts no further delivery. */
  stop(): void;
};

/** Entries of a queue read at once. */
const pageSize = 50;
/** Milliseconds until a failed store is tried again. */
const storeRetryMs = 1_000;

/** Opens the queue of a conversation whose lease this node holds, and starts delivering. */
export function openConversationQueue(options: ConversationQueueOptions): ConversationQueue {
  const { attempt, clock, storeOutage } = options;
  const queue = createEntryQueue();
  const draining = new AbortController();
  const stopping = new AbortController();
  const releaseLease = createReleaseLease(options, queue);
  let delivering = false;

  /** A queue that drains does not wait: it stops instead. */
  const wait = async (ms: number): Promise<void> => {
    await sleep(clock, ms, draining.signal);
    if (draining.signal.aborted) stopping.abort();
  };
  const deliverHead = async (head: StoredEntry): Promise<void> => {
    delivering = true;
    const retryInMs = await attempt(head).finally(() => (delivering = false));
    queue.replaceHead(head, retryInMs === null ? null : { ...head, attempts: head.attempts + 1 });
    if (retryInMs !== null) await wait(retryInMs);
  };
  /** True when the lease is gone; the caller must close in the same tick, or entries added in between are lost. */
  const step = async (): Promise<boolean> => {
    const head = queue.mustRead() ? undefined : queue.head();
    if (!head) return releaseLease();
    await deliverHead(head);
    return false;
  };
  const storeFailed = async (err: unknown): Promise<boolean> => {
    storeOutage.failed(err);
    queue.add(null);
    await wait(storeRetryMs);
    return false;
  };
  const run = async (): Promise<void> => {
    let over = false;
    while (!stopping.signal.aborted && !over) {
      over = (await step().catch(storeFailed)) && !queue.head() && !queue.mustRead();
    }
    options.onClosed();
  };

  // Entries are added right after opening, in the same tick.
  queueMicrotask(() => void run());
  return {
    add: queue.add,
    isDelivering: () => delivering,
    drain: () => draining.abort(),
    stop() {
      stopping.abort();
      draining.abort();
    },
  };
}

/** Reads the remaining entries or, if there are none, releases the lease; true when this node no longer holds it. */
function createReleaseLease(
  { conversation, store, results }: ConversationQueueOptions,
  queue: EntryQueue,
): () => Promise<boolean> {
  /** Newest position in the store: with an empty queue, the only source of the position to release at. */
  let newestStored = 0;
  let mustReadFirst = false;
  return async () => {
    if (queue.mustRead() || mustReadFirst) {
      mustReadFirst = false;
      queue.beginRead();
      const known = queue.newest();
      const page = await store.pending(conversation, known, pageSize);
      if (page === null) {
        queue.clear();
        return true;
      }
      newestStored = page.newest;
      // The conversation was deleted and started again: its positions count from 1 again.
      if (newestStored < known) {
        queue.clear();
        queue.add(null);
        return false;
      }
      queue.finishRead(page.entries);
      // Entries committed during the read may leave a gap after it: releasing now would lose the entries in the gap.
      if (queue.head() || queue.mustRead()) return false;
    }
    const position = Math.max(queue.newest(), newestStored);
    const released = await results.add({ type: "released", conversation, position });
    // Not released: the store has newer entries, or another node holds the lease. Entries that this node committed
    // meanwhile are in the queue already.
    mustReadFirst = !released && !queue.head();
    return released;
  };
}
