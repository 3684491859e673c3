import type { CaseStore, StoredCase } from "../../conversation/case-ports.ts";
import type { Clock } from "../../common/clock.ts";
import type { Logger } from "../../common/logger.ts";
import { createOutageLog } from "../../common/outage-log.ts";
import { createPoller } from "../../common/poller.ts";

/** Returns cases to the queue when their agent has been offline for 10 minutes. */
export type AbandonedCaseJob = { start(): void; stop(): void; /** Runs now. */ run(): Promise<void> };

/** Long enough to survive a reload or a short network outage. */
const abandonedAfterMs = 10 * 60_000;
const intervalMs = 30_000;
/** Agents' pages reconnect after a start of the service: before this nobody counts as offline. */
const startupGraceMs = 2 * 60_000;
const batchSize = 200;

/** `lastSeenAt`: time of an agent's last activity; 0 if there never was one. */
export function createAbandonedCaseJob(options: {
  cases: CaseStore;
  processPending: (conversation: string) => Promise<void>;
  lastSeenAt: (agent: string) => number;
  nameOf: (login: string) => string;
  clock: Clock;
  log: Logger;
}): AbandonedCaseJob {
  const { cases, processPending, lastSeenAt, nameOf, clock, log } = options;
  const startedAt = clock.now();

  async function release(found: StoredCase, agent: string): Promise<void> {
    const { number, conversation } = found;
    const entry = {
      id: `left/${number}/${lastSeenAt(agent)}`,
      at: clock.now(),
      who: "assistant",
      what: "released" as const,
      text: agent,
    };
    const to = { ...found, status: "waiting" as const, assignee: null };
    const result = await cases.change({
      number,
      conversation,
      from: found,
      to,
      entry,
      systemEvent: { type: "case.released", agent: nameOf(agent) },
    });
    if (result === "stored") void processPending(conversation);
  }

  async function run(): Promise<void> {
    if (clock.now() - startedAt < startupGraceMs) return;
    for (const found of await cases.list("active", batchSize)) {
      const { assignee } = found;
      if (assignee !== null && clock.now() - lastSeenAt(assignee) > abandonedAfterMs) await release(found, assignee);
    }
  }

  const outage = createOutageLog({
    log,
    down: "abandoned case job failed, will retry",
    up: "abandoned case job runs again",
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
