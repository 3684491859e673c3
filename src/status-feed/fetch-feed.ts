import type { RequestInit, Response } from "node-fetch";

import { isFetchError, lazyFetch } from "../common/lazy-fetch.ts";
import type { Clock } from "../common/clock.ts";
import { retryAfterMs } from "../common/retry-after.ts";

/** As node-fetch's own, so that tests may hand in another. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Why nothing was read. `refused`: the other side does not want us (or sends us to a stranger), so asking soon again
 * makes it worse.
 * `parse`: what came is no JSON, or too much of it.
 */
export type FeedFailure = "http" | "timeout" | "network" | "refused" | "parse";
export type FeedAnswer =
  | { ok: true; body: unknown }
  | { ok: false; failure: FeedFailure; status?: number; afterMs?: number };

/** Where to ask, and which hosts (with their port, where it is not the usual one) an answer may send us on to. */
export type FeedAddress = { url: string; hosts: readonly string[] };

/** Asks once; never rejects, and says nothing of what the other side wrote. */
export type FetchFeed = (feed: FeedAddress, stopped: AbortSignal) => Promise<FeedAnswer>;

const redirects = new Set([301, 302, 303, 307, 308]);
const refusals = new Set([401, 403, 407, 429]);
const mostRedirects = 3;

/**
 * Reads JSON over HTTP within limits of time and size, both for the whole journey, redirects and unpacking included.
 */
export function createFetchFeed(options: {
  clock: Clock;
  fetch?: Fetch;
  timeoutMs?: number;
  maxBytes?: number;
}): FetchFeed {
  const { clock, fetch = lazyFetch, timeoutMs = 5_000, maxBytes = 4 * 1024 * 1024 } = options;

  async function follow(feed: FeedAddress, url: string, signal: AbortSignal, left: number): Promise<FeedAnswer> {
    const response = await fetch(url, {
      redirect: "manual",
      size: maxBytes,
      signal,
      headers: { accept: "application/json", "user-agent": "music-support-assistant" },
    });
    if (!redirects.has(response.status)) return answerOf(response, clock.now());
    const next = targetOf(response, url, feed);
    if (next === null || left === 0) return { ok: false, failure: "refused", status: response.status };
    return follow(feed, next, signal, left - 1);
  }

  return async (feed, stopped) => {
    const journey = new AbortController();
    const late = { yes: false };
    const callOff = clock.after(timeoutMs, () => {
      late.yes = true;
      journey.abort();
    });
    try {
      return await follow(feed, feed.url, AbortSignal.any([journey.signal, stopped]), mostRedirects);
    } catch (error) {
      return { ok: false, failure: late.yes ? "timeout" : failureOf(error) };
    } finally {
      callOff();
      // Lets go of bodies that nobody read.
      journey.abort();
    }
  };
}

/** The next address, or null where it is not one of the feed's own hosts, reached as safely as the feed itself. */
function targetOf(response: Response, from: string, feed: FeedAddress): string | null {
  const location = response.headers.get("location");
  const next = location === null ? null : URL.parse(location, from);
  if (next === null || next.protocol !== new URL(feed.url).protocol || !feed.hosts.includes(next.host)) return null;
  return next.href;
}

async function answerOf(response: Response, now: number): Promise<FeedAnswer> {
  const { status, headers, ok } = response;
  // Pages for people in place of JSON are challenges, or the notice of a block.
  const isPage = /\bhtml\b/i.test(headers.get("content-type") ?? "");
  if (ok && !isPage) return { ok: true, body: await response.json() };
  const afterMs = retryAfterMs(headers.get("retry-after"), now);
  const failure = refusals.has(status) || isPage ? "refused" : "http";
  return { ok: false, failure, status, ...(afterMs === undefined ? {} : { afterMs }) };
}

function failureOf(error: unknown): FeedFailure {
  const unreadable = error instanceof SyntaxError || (isFetchError(error) && error.type === "max-size");
  return unreadable ? "parse" : "network";
}
