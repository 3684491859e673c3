import { type Clock, sleep } from "../common/clock.ts";
import type { OutageLog } from "../common/outage-log.ts";
import type { OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { DeliveryAttempt } from "./delivery-attempt.ts";
import type { ResultBatcher } from "./result-batcher.ts";

export type ConversationQueueOptions = {
  conversation: string;
  store: OutboxStore;
  results: ResultBatcher;
  attempt: DeliveryAttempt;
  /** Entries that are delivered in parallel to the queue: nothing waits for them. */
  isCourtesy: (entry: StoredEntry) => boolean;
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
  const { clock, storeOutage } = options;
  const queue = createEntryQueue();
  const draining = new AbortController();
  const stopping = new AbortController();
  /** No longer waits for what runs. */
  const cutting = new AbortController();
  const releaseLease = createReleaseLease(options, queue);
  const courtesies = createCourtesies(options, cutting.signal);
  let onAdded = (): void => {};

  /** A queue that drains does not wait: it stops instead. */
  const wait = async (ms: number): Promise<void> => {
    await sleep(clock, ms, draining.signal);
    if (draining.signal.aborted) stopping.abort();
  };
  const heads = createDeliverHead(options, queue, wait);
  /** True when the lease is gone; the caller must close in the same tick, or entries added in between are lost. */
  const step = async (): Promise<boolean> => {
    const head = queue.mustRead() ? undefined : queue.head();
    if (head && !options.isCourtesy(head)) return heads.deliver(head);
    if (head) {
      courtesies.begin(head);
      queue.replaceHead(head, null);
    } else if (courtesies.running()) {
      // It keeps the lease; entries that are added meanwhile are delivered at once.
      await Promise.race([courtesies.over(), new Promise<void>((resolve) => (onAdded = resolve))]);
    } else return releaseLease();
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
    if (!over && courtesies.running()) await Promise.race([courtesies.over(), aborted(cutting.signal)]);
    options.onClosed();
  };

  // Entries are added right after opening, in the same tick.
  queueMicrotask(() => void run());
  return {
    add(entries) {
      heads.noteCommit();
      queue.add(entries);
      onAdded();
    },
    isDelivering: () => heads.isDelivering() || courtesies.running(),
    drain: () => draining.abort(),
    stop() {
      for (const controller of [stopping, draining, cutting]) controller.abort();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Delivers the head of the queue; `deliver` resolves with true when the queue was parked and is to close. */
function createDeliverHead(
  { attempt }: ConversationQueueOptions,
  queue: EntryQueue,
  wait: (ms: number) => Promise<void>,
): { deliver(head: StoredEntry): Promise<boolean>; noteCommit(): void; isDelivering(): boolean } {
  let delivering = false;
  let commits = 0;
  return {
    isDelivering: () => delivering,
    noteCommit: () => void (commits += 1),
    async deliver(head) {
      delivering = true;
      const before = commits;
      const next = await attempt(head).finally(() => (delivering = false));
      queue.replaceHead(
        head,
        next && { ...head, attempts: head.attempts + 1, inARow: next.inARow, firstTriedAt: next.firstTriedAt },
      );
      if (!next) return false;
      if (!next.parked) {
        await wait(next.waitMs);
        return false;
      }
      if (before === commits) {
        queue.clear();
        return true;
      }
      // A commit may have taken the lease again; the store knows.
      queue.add(null);
      return false;
    },
  };
}

/** Runs courtesies in parallel to the queue: each until it was delivered or dropped. */
function createCourtesies({ attempt, clock, storeOutage }: ConversationQueueOptions, cut: AbortSignal) {
  const running = new Set<Promise<void>>();
  const deliver = async (entry: StoredEntry): Promise<void> => {
    try {
      const next = await attempt(entry);
      if (!next) return;
      await sleep(clock, next.waitMs, cut);
      if (!cut.aborted) await attempt({ ...entry, attempts: entry.attempts + 1 });
    } catch (err) {
      // Our own store is unavailable. The entry is still there, and is found when the queue is read the next time.
      storeOutage.failed(err);
    }
  };
  return {
    begin(entry: StoredEntry) {
      const run: Promise<void> = deliver(entry).finally(() => running.delete(run));
      running.add(run);
    },
    running: () => running.size > 0,
    over: async () => void (await Promise.all(running)),
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

/** The entries of one conversation that wait in memory, in order of position, each once. */
export type EntryQueue = {
  /** Adds entries of a commit, in order of position. Null: the entries are in the store only. */
  add(entries: readonly StoredEntry[] | null): void;
  /** Call just before a read: entries committed until `finishRead` or `clear` are queued after the ones read. */
  beginRead(): void;
  /** Adds entries read from the store, in order of position. Positions missing in between were erased. */
  finishRead(entries: readonly StoredEntry[]): void;
  /** Drops everything after the lease was lost. Entries committed during the read must be read from the store. */
  clear(): void;
  head(): StoredEntry | undefined;
  /** Replaces the head after a failed attempt; `null` removes it. No effect if the entry is no longer the head. */
  replaceHead(entry: StoredEntry, by: StoredEntry | null): void;
  /** True when the store must be read before the next delivery. */
  mustRead(): boolean;
  /** Position of the newest entry ever queued; 0 before the first. */
  newest(): number;
};

/** An empty queue that does not require a read. */
function createEntryQueue(): EntryQueue {
  const ordered = createOrderedEntries();
  let mustRead = false;
  let addedDuringRead: StoredEntry[] | null = null;
  const append = (entry: StoredEntry): void => {
    const isRestarted = ordered.isRestarted(entry);
    if (isRestarted) ordered.clear();
    // A gap: another node committed entries in between, which come first.
    if (isRestarted || (ordered.newest() > 0 && entry.position > ordered.newest() + 1)) mustRead = true;
    if (!mustRead) ordered.push(entry);
  };
  return {
    add(entries) {
      if (entries === null) mustRead = true;
      for (const entry of entries ?? []) {
        if (addedDuringRead) addedDuringRead.push(entry);
        else append(entry);
      }
    },
    beginRead() {
      mustRead = false;
      addedDuringRead = [];
    },
    finishRead(stored) {
      for (const entry of stored) ordered.push(entry);
      const added = addedDuringRead ?? [];
      addedDuringRead = null;
      for (const entry of added) append(entry);
    },
    clear() {
      mustRead ||= (addedDuringRead ?? []).length > 0;
      addedDuringRead = null;
      ordered.clear();
    },
    head: ordered.head,
    replaceHead: ordered.replaceHead,
    mustRead: () => mustRead,
    newest: ordered.newest,
  };
}

type OrderedEntries = Pick<EntryQueue, "head" | "replaceHead" | "newest"> & {
  /** Ignores an entry that is or was queued. */
  push(entry: StoredEntry): void;
  /** True if the conversation was deleted and started again since the queued entries: its positions count from 1 again. */
  isRestarted(entry: StoredEntry): boolean;
  clear(): void;
};

function createOrderedEntries(): OrderedEntries {
  const entries: StoredEntry[] = [];
  /** `createdAt` of every entry ever queued, by position. */
  const seen = new Map<number, number>();
  let newest = 0;
  return {
    head: () => entries[0],
    replaceHead(entry, by) {
      if (entries[0] === entry) entries.splice(0, 1, ...(by ? [by] : []));
    },
    newest: () => newest,
    push(entry) {
      if (entry.position <= newest) return;
      entries.push(entry);
      seen.set(entry.position, entry.createdAt);
      newest = entry.position;
    },
    // An older position that was never queued belongs to the new conversation, too: everything this node commits while
    // it holds the lease is queued, by commit or by reading.
    isRestarted: ({ position, createdAt }) => position <= newest && seen.get(position) !== createdAt,
    clear() {
      entries.splice(0);
      seen.clear();
      newest = 0;
    },
  };
}
