import type { Clock } from "../common/clock.ts";
import type { Backlog, OutboxStore, StoredEntry } from "../conversation/outbox-ports.ts";
import type { Deliver } from "../conversation/ports.ts";
import { type RetryPolicy, defaultRetryPolicy } from "../common/retry-policy.ts";
import { createAttempt } from "./delivery-attempt.ts";
import { type ConversationQueue, openConversationQueue } from "./conversation-queue.ts";
import { createResultBatcher } from "./result-batcher.ts";
import { createTurnstile } from "../common/semaphore.ts";

/** What the outbox is made of. */
export type OutboxOptions = {
  store: OutboxStore;
  /** By `OutboxEntry.destination`. */
  deliverers: Readonly<Record<string, Deliver>>;
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  patience?: RetryPolicy;
  /** See `DeliveryOptions`. */
  noteFirst?: ReadonlySet<string>;
  /** Deliveries under way at once. */
  atOnce?: number;
  /** Milliseconds between looks for lanes that another node left behind. */
  lookEvery?: number;
  onDelivered?: (entry: StoredEntry) => void;
  /** Told of each entry that is given up, for the log. */
  onFailed?: (entry: StoredEntry, cause: unknown) => void;
  onTrouble?: (what: string, cause: unknown) => void;
};

/** What an outbox does, from `start` to `stop`; it is not started a second time. */
export type OutboxDispatcher = {
  /** Picks up what an earlier run or another node left, and delivers from now on. */
  start(): void;
  /**
   * Delivers what is waiting in memory for at most `withinMs`, then gives everything else back to the store. Resolves
   * when that is written: nothing is delivered by this node any more, but for a delivery that outlives the deadline.
   */
  stop(withinMs: number): Promise<void>;
  backlog(): Promise<Backlog>;
};

/** How many lanes may be open at once because of a look into the store; commits open theirs regardless. */
const mostTaken = 500;

/**
 * Delivers what turns left to be said. Entries come from the commit without being read again; those of one conversation
 * go out in order; each at least once, whatever dies.
 */
export function createOutboxDispatcher(options: OutboxOptions): OutboxDispatcher {
  const { store, clock, onDelivered = nothing, onFailed = nothing, onTrouble = nothing } = options;
  const marking = createResultBatcher({ store, clock, onTrouble });
  const attempt = createAttempt({
    ...options,
    marking,
    onDelivered,
    onFailed,
    patience: options.patience ?? defaultRetryPolicy,
    turnstile: createTurnstile(options.atOnce ?? 200),
  });
  const lanes = createLanes((conversation, closed) =>
    openConversationQueue({ conversation, store, marking, attempt, clock, onTrouble, closed }),
  );

  const look = async (isStopped: () => boolean): Promise<void> => {
    const room = mostTaken - lanes.size();
    const taken = room > 0 ? await store.take(room) : [];
    if (!isStopped()) for (const conversation of taken) lanes.add(conversation, null);
  };
  const renew = async (): Promise<void> => {
    for (const [conversation, lane] of lanes.delivering()) {
      const kept = await marking.add({ type: "renewed", conversation });
      if (!kept) lane.end("stop");
    }
  };
  const looking = createRound({ clock, every: options.lookEvery ?? 5_000, act: look, onTrouble });
  const renewing = createRound({ clock, every: store.leaseMs / 3, act: renew, onTrouble });
  let stopListening = nothing;
  return {
    start() {
      stopListening = store.onCommitted(lanes.add);
      for (const round of [looking, renewing]) round.start();
    },
    async stop(withinMs) {
      stopListening();
      void renewing.stop();
      const looked = looking.stop();
      await lanes.end(clock, withinMs);
      await marking.flush();
      // A look under way takes lanes yet: given up before it ends, they would be this node's again, and nobody would
      // deliver them.
      await looked;
      await store.releaseAllLeases();
    },
    backlog: store.backlog,
  };
}

function nothing(): void {}

/** The open lanes by conversation. */
function createLanes(open: (conversation: string, closed: () => void) => ConversationQueue) {
  const lanes = new Map<string, ConversationQueue>();
  let empty = nothing;
  const laneOf = (conversation: string): ConversationQueue => {
    const known = lanes.get(conversation);
    if (known) return known;
    const lane = open(conversation, () => {
      if (lanes.get(conversation) === lane) lanes.delete(conversation);
      if (lanes.size === 0) empty();
    });
    lanes.set(conversation, lane);
    return lane;
  };
  const endAll = (how: "drain" | "stop"): void => {
    for (const lane of lanes.values()) lane.end(how);
  };
  return {
    size: () => lanes.size,
    /**
     * A lane may be ours without our knowing it, where the answer to what made it so was lost: what waits in it goes
     * first.
     */
    add(conversation: string, entries: readonly StoredEntry[] | null, older = false) {
      const unread = older && !lanes.has(conversation);
      laneOf(conversation).add(unread ? null : entries);
    },
    delivering: () => [...lanes].filter(([, lane]) => lane.isDelivering()),
    async end(clock: Clock, withinMs: number) {
      if (lanes.size === 0) return;
      endAll("drain");
      await new Promise<void>((resolve) => {
        const cancel = clock.after(withinMs, resolve);
        empty = () => {
          cancel();
          resolve();
        };
      });
      endAll("stop");
    },
  };
}

type RoundOptions = {
  clock: Clock;
  every: number;
  act: (isStopped: () => boolean) => Promise<void>;
  onTrouble: (what: string, cause: unknown) => void;
};

/**
 * Does something now and then again `every` milliseconds after it is done, until stopped. `stop` resolves when what is
 * under way is done.
 */
function createRound(options: RoundOptions): { start(): void; stop(): Promise<void> } {
  let stopped = true;
  let cancel = nothing;
  let acting: Promise<void> = Promise.resolve();
  const act = async (): Promise<void> => {
    try {
      await options.act(() => stopped);
    } catch (error) {
      options.onTrouble("The outbox could not look after its lanes.", error);
    }
    if (!stopped) cancel = options.clock.after(options.every, next);
  };
  const next = (): void => {
    acting = act();
  };
  return {
    start() {
      stopped = false;
      next();
    },
    stop() {
      stopped = true;
      cancel();
      return acting;
    },
  };
}
