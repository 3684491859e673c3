import type { Clock } from "../common/clock.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import type { OutboxStore } from "../conversation/outbox-ports.ts";

/** A channel, or another system, that takes nothing. Times are milliseconds since 1970. */
export type FailingRemote = { remote: string; since: number; reason: string };

/** Which remotes take deliveries, as this process sees it. */
export type RemoteHealth = {
  /** `since`: when what failed was stored, if it failed before as well. */
  failed(remote: string, error: unknown, since: number): void;
  /** Returns whether anything had failed since the latest success. */
  succeeded(remote: string): boolean;
  /** Those that have taken nothing for a while, longest first. */
  failing(): readonly FailingRemote[];
};

/** Failures in a row, over all conversations of a remote, until it counts as failing. */
const failuresUntilFailing = 3;
/** Or the time since the first of them, where little is said. */
const msUntilFailing = 30_000;

/** Counts failures between two successes; a refusal that concerns one conversation alone is none. */
export function createRemoteHealth({ now }: Pick<Clock, "now">): RemoteHealth {
  const streaks = new Map<string, FailingRemote & { failures: number }>();
  return {
    failed(remote, error, since) {
      if (error instanceof DeliveryError && (error.concerns === "conversation" || !error.retry)) return;
      const known = streaks.get(remote);
      const reason = error instanceof DeliveryError ? error.message : "an unforeseen fault";
      streaks.set(remote, {
        remote,
        since: Math.min(known?.since ?? now(), since),
        failures: (known?.failures ?? 0) + 1,
        reason,
      });
    },
    succeeded: (remote) => streaks.delete(remote),
    failing: () =>
      [...streaks.values()]
        .filter(({ failures, since }) => failures >= failuresUntilFailing || now() - since >= msUntilFailing)
        .toSorted((one, other) => one.since - other.since)
        .map(({ remote, since, reason }) => ({ remote, since, reason })),
  };
}

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
