import type { Clock } from "../common/clock.ts";
import type { OutboxStore } from "../conversation/outbox-ports.ts";

/** Not more often than this everything parked for one channel is tried again. */
const minIntervalMs = 10_000;

/**
 * Has what is parked for a channel tried again as soon as the channel takes anything. At most every ten seconds: a
 * channel that takes every other message would be flooded with what it refuses.
 */
export function createWakeParked(options: {
  store: Pick<OutboxStore, "wake">;
  clock: Clock;
  onError: (err: unknown) => void;
}): { wake(channel: string): void; stop(): void } {
  const { store, clock, onError } = options;
  const lastAt = new Map<string, number>();
  const due = new Map<string, () => void>();
  const wakeNow = (channel: string): void => {
    due.delete(channel);
    lastAt.set(channel, clock.now());
    void store.wake(channel).catch(onError);
  };
  return {
    wake(channel) {
      if (due.has(channel)) return;
      const waitMs = (lastAt.get(channel) ?? -Infinity) + minIntervalMs - clock.now();
      if (waitMs <= 0) wakeNow(channel);
      else
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
