import type { LiveStatus } from "../../dialogs/events.ts";
import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import type { FeedAddress, FeedResult, FetchFeed } from "./fetch-feed.ts";
import { createKnownStatus } from "./known-status.ts";
import { isSummary } from "./parse-summary.ts";
import { createPollBackoff } from "./poll-backoff.ts";

/** Polls one feed. */
export type FeedPoller = {
  current(): LiveStatus;
  /** Time of the latest successful poll, in milliseconds since 1970; null before the first. */
  readAt(): number | null;
  start(): void;
  /** Polls now, or joins the running poll. Never rejects. */
  refresh(): Promise<void>;
  /** Final. Resolves when nothing runs any more. */
  stop(): Promise<void>;
};

type FeedPollerOptions = {
  address: FeedAddress;
  /** For the log: the article that the feed is about. */
  article: string;
  fetchFeed: FetchFeed;
  clock: Clock;
  random: () => number;
  log: Logger;
  onIncidentOver: () => void;
  /** Called at every poll that reports an incident. */
  onIncident: () => void;
};

/**
 * Polls every minute, with back-off after failures, one request at a time. `onIncidentOver` is called at every poll
 * that makes certain that no incident is open. An outage of the feed is logged when it begins and when it ends.
 */
export function createFeedPoller(options: FeedPollerOptions): FeedPoller {
  const { address, article, fetchFeed, clock, random, log, onIncident, onIncidentOver } = options;
  const known = createKnownStatus({ clock });
  const backoff = createPollBackoff({ random });
  const stopping = new AbortController();
  let started = false;
  let unavailable = false;
  let cancelNext: (() => void) | undefined;
  let running: Promise<void> | undefined;

  function logState(result: FeedResult, afterMs: number): void {
    if (result.ok === !unavailable) return;
    unavailable = !result.ok;
    if (result.ok) log.info({ article }, "status feed available again");
    else {
      const { failure: reason, status } = result;
      log.warn(
        { article, reason, ...(status !== undefined && { status }), afterMs },
        "status feed unavailable, will retry",
      );
    }
  }

  async function poll(): Promise<void> {
    const result = validated(await fetchFeed(address, stopping.signal));
    if (stopping.signal.aborted) return;
    const isOver = result.ok && known.update(result.body);
    const afterMs = result.ok ? backoff.afterSuccess() : backoff.afterFailure(result.afterMs ?? 0);
    cancelNext?.();
    if (started) cancelNext = clock.after(afterMs, () => void refresh());
    logState(result, afterMs);
    if (isOver) onIncidentOver();
    if (result.ok && known.current().kind === "incident") onIncident();
  }

  function refresh(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    running ??= poll().finally(() => (running = undefined));
    return running;
  }

  function start(): void {
    started = true;
    void refresh();
  }

  async function stop(): Promise<void> {
    cancelNext?.();
    stopping.abort();
    await running;
  }

  return { current: () => known.current(), readAt: () => known.readAt(), start, refresh, stop };
}

/** JSON that is no summary is a failed poll: it says nothing about the status, and the previous one stands. */
function validated(result: FeedResult): FeedResult {
  return result.ok && !isSummary(result.body) ? { ok: false, failure: "parse" } : result;
}
