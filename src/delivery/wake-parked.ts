import type { Clock } from "../common/clock.ts";
import type { OutboxStore } from "../conversation/outbox-ports.ts";

/** Retries parked queues early. */
export type WakeParked = {
  /** This node parked the queue of a conversation. */
  add(conversation: string): void;
  /** Whether this node did so, and did not take it again since. */
  mayBeParked(conversation: string): boolean;
  /** Takes the queue of one conversation, if it is still parked; calls back if it was. Never rejects. */
  take(conversation: string, onTaken: () => void): Promise<void>;
  /** This channel or other system failed. */
  failed(remote: string): void;
  /** It took something: if it had failed, at whichever node, all that waits for it is tried at once. */
  succeeded(remote: string): void;
  /** Reads what fails at other nodes, every ten seconds at most. */
  refresh(): Promise<void>;
  stop(): void;
};

/** At least this time lies between two retries of everything that is parked for a channel. */
const minIntervalMs = 10_000;

/**
 * Retries everything for a channel at most every ten seconds: a channel that refuses every other message would be flooded
 * with retries. Conversations are remembered because mostly nothing is parked, and then their messages cost no write.
 */
export function createWakeParked(options: {
  store: Pick<OutboxStore, "tookSomething" | "takeParked" | "failing">;
  clock: Clock;
  onError: (err: unknown) => void;
}): WakeParked {
  const { store, clock, onError } = options;
  const parkedHere = new Set<string>();
  const failing = new Set<string>();
  const lastAt = new Map<string, number>();
  const due = new Map<string, () => void>();
  let refreshedAt = -Infinity;
  const wakeNow = (remote: string): void => {
    due.delete(remote);
    lastAt.set(remote, clock.now());
    void store.tookSomething(remote).catch(onError);
  };
  return {
    add: (conversation) => void parkedHere.add(conversation),
    mayBeParked: (conversation) => parkedHere.has(conversation),
    async take(conversation, onTaken) {
      parkedHere.delete(conversation);
      try {
        if (await store.takeParked(conversation)) onTaken();
      } catch (err) {
        onError(err);
      }
    },
    failed: (remote) => void failing.add(remote),
    succeeded(remote) {
      if (!failing.delete(remote) || due.has(remote)) return;
      const waitMs = (lastAt.get(remote) ?? -Infinity) + minIntervalMs - clock.now();
      if (waitMs <= 0) return wakeNow(remote);
      due.set(
        remote,
        clock.after(waitMs, () => wakeNow(remote)),
      );
    },
    async refresh() {
      if (clock.now() - refreshedAt < minIntervalMs) return;
      refreshedAt = clock.now();
      for (const { remote } of await store.failing()) failing.add(remote);
    },
    stop() {
      for (const cancel of due.values()) cancel();
      due.clear();
    },
  };
}
