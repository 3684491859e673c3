import { setTimeout as sleep } from "node:timers/promises";

import { failureKind, postgresFault } from "./postgres-failures.ts";

/** Runs something that may be run again; `again` is true from the second time on. */
export type Patiently = <T>(run: (again: boolean) => Promise<T>) => Promise<T>;

const firstWait = 50;
const longestWait = 1_000;

/**
 * Rides out a server that restarts or fails over: repeats with growing, spread waits for at most `patienceMs`, then
 * throws
 * `StoreUnavailable`. Errors that would come again are thrown at once.
 */
export function createPatience(options: {
  patienceMs: number;
  onTrouble: (what: string, cause: unknown) => void;
}): Patiently {
  return async (run) => {
    const deadline = Date.now() + options.patienceMs;
    for (let wait = firstWait, again = false; ; wait = Math.min(wait * 2, longestWait), again = true) {
      try {
        return await run(again);
      } catch (error) {
        if (failureKind(error) === "refused" || Date.now() + wait > deadline) throw postgresFault(error);
        options.onTrouble("PostgreSQL did not answer; trying again.", error);
        await sleep(wait * (0.5 + Math.random() / 2));
      }
    }
  };
}
