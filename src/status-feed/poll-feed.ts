import type { LiveStatus } from "../../dialogs/events.ts";
import type { Clock } from "../common/clock.ts";
import type { FeedAddress, FeedAnswer, FeedFailure, FetchFeed } from "./fetch-feed.ts";
import { createKnownStatus } from "./known-status.ts";
import { createPace } from "./poll-backoff.ts";
import { isSummary } from "./parse-summary.ts";

/** A reading that failed, and how long it is until the next. */
export type ReadFailed = { reason: FeedFailure; status?: number; afterMs: number };

/** One feed, read again and again. */
export type FeedWatch = {
  current(): LiveStatus;
  /** When the feed was last read, in milliseconds since 1970; null when it never was. */
  readAt(): number | null;
  start(): void;
  /** Reads now, or joins the reading that is under way. Never rejects. */
  refresh(): Promise<void>;
  /** For good. Resolves when nothing runs any more. */
  stop(): Promise<void>;
};

type FeedWatchParts = {
  address: FeedAddress;
  fetchFeed: FetchFeed;
  clock: Clock;
  random: () => number;
  onTrouble: (trouble: ReadFailed) => void;
  onOver: () => void;
};

/**
 * Reads one feed every minute, later when it fails, one reading at a time. `onOver` comes with every reading that makes
 * sure that no incident is open.
 */
export function watchFeed(parts: FeedWatchParts): FeedWatch {
  const { address, fetchFeed, clock, random, onTrouble, onOver } = parts;
  const known = createKnownStatus({ clock });
  const pace = createPace({ random });
  const stopping = new AbortController();
  let started = false;
  let callOff: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function read(): Promise<void> {
    const answer = checked(await fetchFeed(address, stopping.signal));
    if (stopping.signal.aborted) return;
    const isOver = answer.ok && known.learn(answer.body);
    const afterMs = answer.ok ? pace.afterSuccess() : pace.afterFailure(answer.afterMs ?? 0);
    callOff?.();
    if (started) callOff = clock.after(afterMs, () => void refresh());
    if (!answer.ok)
      onTrouble({ reason: answer.failure, ...(answer.status === undefined ? {} : { status: answer.status }), afterMs });
    if (isOver) onOver();
  }

  function refresh(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    running ??= read().finally(() => (running = undefined));
    return running;
  }

  function start(): void {
    started = true;
    void refresh();
  }

  async function stop(): Promise<void> {
    callOff?.();
    stopping.abort();
    await running;
  }

  return { current: () => known.current(), readAt: () => known.readAt(), start, refresh, stop };
}

/**
 * JSON that is no summary fails like any other: a notice says nothing about health, and the reading before it stands.
 */
function checked(answer: FeedAnswer): FeedAnswer {
  return answer.ok && !isSummary(answer.body) ? { ok: false, failure: "parse" } : answer;
}
