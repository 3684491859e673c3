import type { LiveStatus } from "../../dialogs/events.ts";
import type { Clock } from "../common/clock.ts";
import { readSummary } from "./parse-summary.ts";

/** The latest status of one feed. */
export type KnownStatus = {
  current(): LiveStatus;
  /** Time of the latest successful poll, in milliseconds since 1970; null before the first. */
  readAt(): number | null;
  /** True if it is now certain that no incident is open. */
  update(summary: unknown): boolean;
};

/** An older status is unknown. */
const staleAfterMs = 5 * 60_000;
/**
 * Consecutive polls that must agree: a CDN copy of the page may lag behind, and "it is over" too early is worse than a
 * minute late.
 */
const clearPollsRequired = 2;

/** Keeps the latest status until it is stale. Failed polls count neither for an incident nor against one. */
export function createKnownStatus(options: { clock: Clock }): KnownStatus {
  const { clock } = options;
  let known: LiveStatus = { kind: "unknown" };
  let readAt: number | null = null;
  let clearPolls = 0;
  return {
    current: () =>
      known.kind !== "unknown" && clock.now() - known.checkedAt > staleAfterMs ? { kind: "unknown" } : known,
    readAt: () => readAt,
    update(summary) {
      const now = clock.now();
      known = readSummary(summary, now, known.kind === "incident" ? known.since : now);
      readAt = now;
      clearPolls = known.kind === "no-incident" ? clearPolls + 1 : 0;
      return clearPolls >= clearPollsRequired;
    },
  };
}
