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
  /** The channel accepts deliveries again. */
  wake(channel: string): void;
  stop(): void;
};

/** At least this time lies between two retries of everything that is parked for a channel. */
const minIntervalMs = 10_000;

/**
 * Retries everything for a channel at most every ten seconds: a channel that refuses every other message would be flooded
 * with retries. Conversations are remembered because mostly nothing is parked, and then their messages cost no write.
 */
export function createWakeParked(options: {
  store: Pick<OutboxStore, "wake" | "takeParked">;
  clock: Clock;
  onError: (err: unknown) => void;
}): WakeParked {
  const { store, clock, onError } = options;
  const parkedHere = new Set<string>();
  const lastAt = new Map<string, number>();
  const due = new Map<string, () => void>();
  const wakeNow = (channel: string): void => {
    due.delete(channel);
    lastAt.set(channel, clock.now());
    void store.wake(channel).catch(onError);
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
    wake(channel) {
      if (due.has(channel)) return;
      const waitMs = (lastAt.get(channel) ?? -Infinity) + minIntervalMs - clock.now();
      if (waitMs <= 0) return wakeNow(channel);
      due.set(
        channel,
        clock.after(waitMs, () => wakeNow(channel)),
      );
    },
    stop() {
      for (const cancel of due.values()) cancel();
      due.clear();
    },
  };
}
