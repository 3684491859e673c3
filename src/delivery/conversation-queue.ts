import type { Clock } from "../common/clock.ts";
import type { OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { Attempt } from "./delivery-attempt.ts";
import { createEntryQueue, type EntryQueue } from "./entry-queue.ts";
import type { ResultBatcher } from "./result-batcher.ts";

/** What a lane is made of. */
export type LaneOptions = {
  conversation: string;
  store: OutboxStore;
  marking: ResultBatcher;
  attempt: Attempt;
  clock: Clock;
  onTrouble: (what: string, cause: unknown) => void;
  /** Called once, when the lane takes no more entries: it is empty and given up, stopped, or another node's. */
  closed: () => void;
};

/** The entries of one conversation on their way out, one after the other. */
export type ConversationQueue = {
  /** Adds entries from a commit; null: there are some in the store. */
  add(entries: readonly StoredEntry[] | null): void;
  /** True while a delivery is under way: the lease must be kept. */
  isDelivering(): boolean;
  /** `drain`: delivers what is here and gives up where it would have to wait. `stop`: starts nothing more. */
  end(how: "drain" | "stop"): void;
};

/** How many entries of a lane are read at once. */
const pageSize = 50;
/** Milliseconds until a store that failed is asked again. */
const storeWait = 1_000;

/** Opens a lane that this node holds in the store and starts delivering. */
export function openConversationQueue(options: LaneOptions): ConversationQueue {
  const { attempt, onTrouble } = options;
  const queue = createEntryQueue();
  const ending = createEnding(options.clock);
  const letGo = createLetGo(options, queue);
  let delivering = false;

  const deliverHead = async (head: StoredEntry): Promise<void> => {
    delivering = true;
    const ms = await attempt(head).finally(() => (delivering = false));
    queue.replaceHead(head, ms === null ? null : { ...head, attempts: head.attempts + 1 });
    if (ms !== null) await ending.wait(ms);
  };
  /** True when the lane is over; whoever calls must close it in the same tick, or entries added in between are lost. */
  const step = async (): Promise<boolean> => {
    const head = queue.mustRead() ? undefined : queue.head();
    if (head) await deliverHead(head);
    else return letGo();
    return false;
  };
  const run = async (): Promise<void> => {
    let over = false;
    while (!ending.stopped() && !over) {
      over = (await step().catch(storeFailed)) && !queue.head() && !queue.mustRead();
    }
    options.closed();
  };
  const storeFailed = async (error: unknown): Promise<boolean> => {
    onTrouble("The outbox could not use its store yet.", error);
    queue.add(null);
    await ending.wait(storeWait);
    return false;
  };

  // Entries are added right after opening, in the same tick.
  queueMicrotask(() => void run());
  return {
    add: queue.add,
    isDelivering: () => delivering,
    end: ending.end,
  };
}

/** Reads what is left in the store or, with nothing left, gives the lane up; true when it is no longer ours. */
function createLetGo({ conversation, store, marking }: LaneOptions, queue: EntryQueue): () => Promise<boolean> {
  /** The newest entry that the store told of: with all entries gone, it is the only way to know what to let go. */
  let newestStored = 0;
  let readBefore = false;
  return async () => {
    if (queue.mustRead() || readBefore) {
      readBefore = false;
      queue.reading();
      const known = queue.newest();
      const page = await store.pending(conversation, known, pageSize);
      if (page === null) {
        queue.forget();
        return true;
      }
      newestStored = page.newest;
      // The conversation was deleted and begun anew: its entries count from 1 again.
      if (newestStored < known) {
        queue.forget();
        queue.add(null);
        return false;
      }
      queue.addRead(page.entries);
      // What came in while we read may leave a gap after it: what was read is not all then, and letting go would lose
      // the rest.
      if (queue.head() || queue.mustRead()) return false;
    }
    const position = Math.max(queue.newest(), newestStored);
    const given = await marking.add({ type: "released", conversation, position });
    // Not given: newer entries are in the store, or the lane is another node's by now. Entries that this node stored
    // meanwhile are here already.
    readBefore = !given && !queue.head();
    return given;
  };
}

/** Waits that end early: a lane that drains gives up where it would have to wait. */
function createEnding(clock: Clock): {
  wait(ms: number): Promise<void>;
  end: ConversationQueue["end"];
  stopped(): boolean;
} {
  let how: "drain" | "stop" | null = null;
  let wake = (): void => {};
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  return {
    async wait(ms) {
      if (!how) await sleep(ms);
      if (how) how = "stop";
    },
    end(as) {
      how = as;
      wake();
    },
    stopped: () => how === "stop",
  };
}
