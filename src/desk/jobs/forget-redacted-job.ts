import type { Clock } from "../../common/clock.ts";
import type { Logger } from "../../common/logger.ts";
import { createPoller, type Poller } from "../../common/poller.ts";
import { undoWithinMs } from "../case-redaction.ts";

const everyMs = 30_000;

/** Forgets for good what was taken out of cases, once it cannot be undone any more. */
export function createForgetRedactedJob(options: {
  forgetRedacted: (before: number) => Promise<void>;
  clock: Clock;
  log: Logger;
}): Poller {
  const { forgetRedacted, clock, log } = options;
  return createPoller({
    clock,
    intervalMs: everyMs,
    poll: () => forgetRedacted(clock.now() - undoWithinMs),
    onError: (err) => log.warn({ err }, "removed words could not be forgotten yet, will retry"),
  });
}
