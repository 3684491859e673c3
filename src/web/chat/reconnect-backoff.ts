import { exponentialDelayMs, withJitter } from "../../common/retry-policy.ts";

/** Waits that end early when there is reason to look again. */
export type Pauses = { wait: (ms: number) => Promise<void>; endAll: () => void };

/** The browser's word that it is online again ends them too. */
export function makePauses(): Pauses {
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

/** Grows from half a second to ten, uneven so that many pages do not come back in one instant. */
export function waitMs(attempt: number): number {
  return withJitter(exponentialDelayMs(attempt, { minDelayMs: 500, maxDelayMs: 10_000 }), Math.random);
}
