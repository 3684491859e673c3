import type { LiveStatus } from "../../dialogs/events.ts";
import type { Clock } from "../common/clock.ts";
import { readSummary } from "./parse-summary.ts";

/** What one feed said last. */
export type KnownStatus = {
  current(): LiveStatus;
  /** When the feed was last read, in milliseconds since 1970; null when it never was. */
  readAt(): number | null;
  /** Takes a summary in. True where it makes sure that no incident is open. */
  learn(summary: unknown): boolean;
};

/** Past this the last reading no longer says anything about now. */
const staleAfterMs = 5 * 60_000;
/**
 * Readings that must agree: a copy of the page at its host's edge may lag behind, and "it is over" said too early is
 * worse than a minute late.
 */
const readingsToBeSure = 2;

/**
 * Keeps the last reading, until it is too old to be true. Readings that failed are not told of: they count neither for
 * an incident nor against one.
 */
export function createKnownStatus(options: { clock: Clock }): KnownStatus {
  const { clock } = options;
  let known: LiveStatus = { kind: "unknown" };
  let readAt: number | null = null;
  let clearReadings = 0;
  return {
    current: () =>
      known.kind !== "unknown" && clock.now() - known.checkedAt > staleAfterMs ? { kind: "unknown" } : known,
    readAt: () => readAt,
    learn(summary) {
      const now = clock.now();
      known = readSummary(summary, now, known.kind === "incident" ? known.since : now);
      readAt = now;
      clearReadings = known.kind === "no-incident" ? clearReadings + 1 : 0;
      return clearReadings >= readingsToBeSure;
    },
  };
}
