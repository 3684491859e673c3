import type { BusinessHours } from "../business-hours.ts";
import { type CaseJob, type CaseJobOptions, changeByJob, createCaseJob } from "./case-job.ts";

const intervalMs = 5_000;
const batchSize = 100;

/**
 * Notifies people once per case that nobody has claimed it yet. Outside business hours they know already; the waiting
 * time begins with the opening.
 */
export function createWaitingReminderJob(
  options: CaseJobOptions & { hours: BusinessHours; claimWithinMs: number },
): CaseJob {
  const { cases, hours, claimWithinMs, clock } = options;
  const run = async (): Promise<void> => {
    const since = clock.now() - claimWithinMs;
    if (!hours.isOpen(clock.now()) || !hours.isOpen(since)) return;
    for (const found of await cases.overdue(since, batchSize))
      await changeByJob(options, found, {
        id: `unclaimed/${found.number}`,
        what: "unclaimed",
        text: "",
        to: { ...found, remindedAt: clock.now() },
        systemEvent: { type: "case.unclaimed" },
      });
  };
  return createCaseJob(options, { name: "waiting reminder", intervalMs, run });
}
