import type { Logger } from "pino";

import type { Clock } from "../common/clock.ts";
import { createPoller, type Poller } from "../common/poller.ts";
import type { IntegrityCheck } from "./database/database.ts";

/** What the last check found; null before the first. */
export type IntegrityResult = { whole: boolean; at: number } | null;

export type IntegrityJob = Poller & { last(): IntegrityResult };

const lookEveryMs = 60_000;
const firstAfterMs = 10 * 60_000;
const checkEveryMs = 24 * 60 * 60_000;
/** Nothing was written for this long. */
const idleMs = 10_000;
/** A service that is never idle is checked all the same, this much later. */
const maxDelayMs = 60 * 60_000;

/** Checks an embedded database once a day, when nothing is being written; with null there is nothing to check. */
export function createIntegrityJob(options: {
  integrity: IntegrityCheck | null;
  clock: Clock;
  log: Logger;
}): IntegrityJob {
  const { integrity, clock, log } = options;
  let last: IntegrityResult = null;
  let due = clock.now() + firstAfterMs;
  const poller = createPoller({
    clock,
    intervalMs: lookEveryMs,
    delayFirst: true,
    async poll() {
      const now = clock.now();
      if (integrity === null || now < due) return;
      if (now < due + maxDelayMs && now - integrity.lastWriteAt() < idleMs) return;
      due = now + checkEveryMs;
      const whole = await integrity.isWhole();
      last = { whole, at: clock.now() };
      if (whole) log.info("database checked, no damage found");
      else log.error("database is damaged: restore a backup, and keep the damaged file for a rescue");
    },
    onError: (err) => log.warn({ err }, "database check failed, will retry"),
  });
  return { ...poller, last: () => last };
}
