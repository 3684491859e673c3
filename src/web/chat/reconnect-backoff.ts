import { exponentialDelayMs, withJitter } from "../../common/retry-policy.ts";

/** Back-off waits that can be ended early. */
export type Backoff = { wait: (ms: number) => Promise<void>; endAll: () => void };

/** The `online` event of the browser ends a wait, too. */
export function createBackoff(): Backoff {
  const waking = new Set<() => void>();
  const endAll = (): void => {
    for (const wake of waking) wake();
  };
  addEventListener("online", endAll);
  return {
    endAll,
    wait: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waking.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waking.add(done);
      }),
  };
}

/** Exponential from 0.5 to 10 s, with jitter, so that many pages do not reconnect at once. */
export function backoffMs(attempt: number): number {
  return withJitter(exponentialDelayMs(attempt, { minDelayMs: 500, maxDelayMs: 10_000 }), Math.random);
}
