import type { CaseStore, StoredCase } from "../../conversation/case-ports.ts";
import type { Clock } from "../../common/clock.ts";
import type { Logger } from "../../common/logger.ts";
import { createOutageLog } from "../../common/outage-log.ts";
import { createPoller } from "../../common/poller.ts";
import type { BusinessHours } from "../business-hours.ts";

/** Tells people once per case that nobody has claimed it yet, whichever node runs and however often it restarts. */
export type WaitingReminderJob = { start(): void; stop(): void; /** Runs now. */ run(): Promise<void> };

const intervalMs = 5_000;
const batchSize = 100;

/** The case itself stores that its person was reminded. */
export function createWaitingReminderJob(options: {
  cases: CaseStore;
  processPending: (conversation: string) => Promise<void>;
  hours: BusinessHours;
  claimWithinMs: number;
  clock: Clock;
  log: Logger;
}): WaitingReminderJob {
  const { cases, processPending, hours, claimWithinMs, clock, log } = options;

  async function remind(found: StoredCase): Promise<void> {
    const { number, conversation } = found;
    const to = { ...found, remindedAt: clock.now() };
    const entry = {
      id: `unclaimed/${number}`,
      at: clock.now(),
      who: "assistant",
      what: "unclaimed" as const,
      text: "",
    };
    const result = await cases.change({
      number,
      conversation,
      from: found,
      to,
      entry,
      systemEvent: { type: "case.unclaimed" },
    });
    if (result === "stored") void processPending(conversation);
  }

  /** Outside business hours people know already; the waiting time begins with the opening. */
  async function run(): Promise<void> {
    const since = clock.now() - claimWithinMs;
    if (!hours.isOpen(clock.now()) || !hours.isOpen(since)) return;
    for (const found of await cases.overdue(since, batchSize)) await remind(found);
  }

  const outage = createOutageLog({
    log,
    down: "waiting reminder job failed, will retry",
    up: "waiting reminder job runs again",
  });
  const poller = createPoller({
    clock,
    intervalMs,
    poll: () => run().then(() => outage.succeeded()),
    onError: (err) => outage.failed(err),
    delayFirst: true,
  });
  return { start: poller.start, stop: () => void poller.stop(), run };
}
