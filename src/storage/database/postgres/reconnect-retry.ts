import { setTimeout as sleep } from "node:timers/promises";

import type { Logger } from "pino";

import { failureKind, postgresError } from "./postgres-failures.ts";

/** Runs something that may be run again; `again` is true from the second time on. */
export type ReconnectRetry = <T>(run: (again: boolean) => Promise<T>) => Promise<T>;

const firstDelayMs = 50;
const maxDelayMs = 1_000;

/**
 * Retries while a server restarts or fails over: with growing, jittered delays for at most `retryMs`, then
 * throws
 * `StoreUnavailable`. Errors that would come again are thrown at once.
 */
export function createReconnectRetry(options: {
  retryMs: number;
  /** Called after a failure that another host might not have; awaited, and must not reject. */
  onAway: () => Promise<void>;
  log: Logger;
}): ReconnectRetry {
  return async (run) => {
    const deadline = Date.now() + options.retryMs;
    for (let wait = firstDelayMs, again = false; ; wait = Math.min(wait * 2, maxDelayMs), again = true) {
      try {
        return await run(again);
      } catch (error) {
        const kind = failureKind(error);
        if (kind === "away") await options.onAway();
        if (kind === "refused" || Date.now() + wait > deadline) throw postgresError(error);
        if (!again) options.log.warn({ err: error }, "PostgreSQL did not answer, will retry");
        await sleep(wait * (0.5 + Math.random() / 2));
      }
    }
  };
}
