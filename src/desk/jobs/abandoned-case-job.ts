import { type CaseJob, type CaseJobOptions, changeByJob, createCaseJob } from "./case-job.ts";

/** Long enough to survive a reload or a short network outage. */
const abandonedAfterMs = 10 * 60_000;
const intervalMs = 30_000;
/** Agents' pages reconnect after a start of the service: before this nobody counts as offline. */
const startupGraceMs = 2 * 60_000;
const batchSize = 200;

/**
 * Returns cases to the queue when their agent has been offline for 10 minutes. `lastSeenAt`: time of an agent's last
 * activity; 0 if there never was one.
 */
export function createAbandonedCaseJob(
  options: CaseJobOptions & { lastSeenAt: (agent: string) => number; nameOf: (login: string) => string },
): CaseJob {
  const { cases, lastSeenAt, nameOf, clock } = options;
  const startedAt = clock.now();
  const run = async (): Promise<void> => {
    if (clock.now() - startedAt < startupGraceMs) return;
    for (const found of await cases.list("active", batchSize)) {
      const { assignee: agent, number } = found;
      if (agent === null || clock.now() - lastSeenAt(agent) <= abandonedAfterMs) continue;
      await changeByJob(options, found, {
        id: `left/${number}/${lastSeenAt(agent)}`,
        what: "released",
        text: agent,
        to: { ...found, status: "waiting", assignee: null },
        systemEvent: { type: "case.released", agent: nameOf(agent) },
      });
    }
  };
  return createCaseJob(options, { name: "abandoned case", intervalMs, run });
}
