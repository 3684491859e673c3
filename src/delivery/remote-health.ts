import type { Clock } from "../common/clock.ts";
import { DeliveryError } from "../common/delivery-error.ts";

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
