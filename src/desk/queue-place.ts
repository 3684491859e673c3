import { createCalendar } from "../common/calendar-days.ts";
import type { Clock } from "../common/clock.ts";
import type { QueuePlace } from "../conversation/case-ports.ts";
import type { ReportStore } from "../conversation/report-ports.ts";
import { createDistribution } from "./reports/distribution.ts";

const dayMs = 86_400_000;
/** Of how many days waiting times count for what is usual. */
const usualDays = 7;
/** Fewer waits tell nothing. */
const fewestWaits = 5;
const keptMs = 5 * 60_000;

export type QueuePlaceOptions = {
  cases: {
    openCaseOf(conversation: string): Promise<{ number: string; status: "waiting" | "active" } | null>;
    casesWaiting(longerThan: string): Promise<number>;
  };
  reports: Pick<ReportStore, "facts">;
  timeZone: string;
  clock: Clock;
  /** Whether an agent can be expected to answer soon: otherwise no waiting time is usual. */
  isStaffed: () => boolean;
};

/** Where the case of a conversation stands among those that wait; null where none waits. */
export function createQueuePlace(options: QueuePlaceOptions): (conversation: string) => Promise<QueuePlace | null> {
  const { cases, isStaffed } = options;
  const usual = createUsualWait(options);
  return async (conversation) => {
    const open = await cases.openCaseOf(conversation);
    if (open?.status !== "waiting") return null;
    const staffed = isStaffed();
    const [ahead, usualSeconds] = await Promise.all([cases.casesWaiting(open.number), staffed ? usual() : null]);
    return { case: open.number, ahead, usualSeconds, staffed };
  };
}

/** The median of how long cases waited lately, read again every few minutes; null: too few waited. */
function createUsualWait({ reports, timeZone, clock }: QueuePlaceOptions): () => Promise<number | null> {
  const { dayOf } = createCalendar(timeZone);
  let read: { at: number; seconds: Promise<number | null> } | null = null;
  const median = async (now: number): Promise<number | null> => {
    const waits = createDistribution();
    for (const { kind, value, n } of await reports.facts({ from: dayOf(now - usualDays * dayMs), to: dayOf(now), now }))
      if (kind === "waited") waits.add(value, n);
    return waits.count() < fewestWaits ? null : waits.median();
  };
  return () => {
    const now = clock.now();
    if (read === null || now - read.at > keptMs) {
      const seconds = median(now);
      read = { at: now, seconds };
      // What could not be read is read again when it is asked for next.
      seconds.catch(() => (read = null));
    }
    return read.seconds;
  };
}
