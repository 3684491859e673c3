import type { Clock } from "../../common/clock.ts";
import type { Logger } from "../../common/logger.ts";
import { createOutageLog } from "../../common/outage-log.ts";
import { createPoller } from "../../common/poller.ts";
import type { ReportStore } from "../../conversation/report-ports.ts";
import { sessionMs } from "../../../dialogs/stored-state.ts";

/** Adds up what was counted to daily sums. */
export type ReportSumsJob = { start(): void; stop(): void };

const intervalMs = 60_000;
/** What becomes due at the end of a session is due by then, and no write of before is still on its way. */
const settledAfterMs = sessionMs + 60_000;

export function createReportSumsJob(options: { reports: ReportStore; clock: Clock; log: Logger }): ReportSumsJob {
  const { reports, clock, log } = options;
  const outage = createOutageLog({
    log,
    down: "daily sums of reports failed, will retry",
    up: "daily sums of reports are made again",
  });
  const poller = createPoller({
    clock,
    intervalMs,
    poll: () => reports.addUp(clock.now() - settledAfterMs).then(() => outage.succeeded()),
    onError: (err) => outage.failed(err),
    delayFirst: true,
  });
  return { start: poller.start, stop: () => void poller.stop() };
}
