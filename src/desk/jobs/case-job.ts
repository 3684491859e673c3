import type { SystemEvent } from "../../../dialogs/events.ts";
import type { Clock } from "../../common/clock.ts";
import type { Logger } from "../../common/logger.ts";
import { createOutageLog } from "../../common/outage-log.ts";
import { createPoller } from "../../common/poller.ts";
import type { CaseLogEntry, CaseState, CaseStore, StoredCase } from "../../conversation/case-ports.ts";

/** A job that changes cases by the clock, on every node: a change has an idempotency key, so that it happens once. */
export type CaseJob = { start(): void; stop(): void; /** Runs now. */ run(): Promise<void> };

export type CaseJobOptions = {
  cases: CaseStore;
  processPending: (conversation: string) => Promise<void>;
  clock: Clock;
  log: Logger;
};

/** Runs at this interval; `name` is for the log. */
export function createCaseJob(
  { clock, log }: Pick<CaseJobOptions, "clock" | "log">,
  { name, intervalMs, run }: { name: string; intervalMs: number; run: () => Promise<void> },
): CaseJob {
  const outage = createOutageLog({ log, down: `${name} job failed, will retry`, up: `${name} job runs again` });
  const poller = createPoller({
    clock,
    intervalMs,
    poll: () => run().then(() => outage.succeeded()),
    onError: (err) => outage.failed(err),
    delayFirst: true,
  });
  return { start: poller.start, stop: () => void poller.stop(), run };
}

/** Changes a case in the assistant's name; `id` is the idempotency key. */
export async function changeByJob(
  { cases, processPending, clock }: CaseJobOptions,
  found: StoredCase,
  change: Pick<CaseLogEntry, "id" | "what" | "text"> & { to: CaseState; systemEvent: SystemEvent },
): Promise<void> {
  const { number, conversation } = found;
  const { to, systemEvent, ...entry } = change;
  const logEntry = { ...entry, at: clock.now(), who: "assistant" };
  const result = await cases.change({ number, conversation, from: found, to, entry: logEntry, systemEvent });
  if (result === "stored") void processPending(conversation);
}
