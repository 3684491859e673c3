import type { RequestInit, Response } from "node-fetch";

import { isFetchError, lazyFetch } from "../common/lazily.ts";
import type { Clock } from "../common/clock.ts";
import { parseRetryAfter } from "../common/retry-policy.ts";

/** The signature of node-fetch. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Why a poll failed. `refused`: the server rejects us (or redirects to another host), so an early retry makes it worse.
 * `parse`: the body is no JSON, or too large.
 */
export type FeedFailure = "http" | "timeout" | "network" | "refused" | "parse";
export type FeedResult =
  | { ok: true; body: unknown }
  | { ok: false; failure: FeedFailure; status?: number; afterMs?: number };

/** The URL of a feed, and the hosts (with any non-default port) to which redirects are followed. */
export type FeedAddress = { url: string; hosts: readonly string[] };

/** One request; never rejects, and its result quotes nothing of the body. */
export type FetchFeed = (feed: FeedAddress, stopped: AbortSignal) => Promise<FeedResult>;

const redirects = new Set([301, 302, 303, 307, 308]);
const refusals = new Set([401, 403, 407, 429]);
const maxRedirects = 3;

/** Fetches JSON with a timeout and a size limit, both over all redirects and decompression. */
export function createFetchFeed(options: {
  clock: Clock;
  fetch?: Fetch;
  timeoutMs?: number;
  maxBytes?: number;
}): FetchFeed {
  const { clock, fetch = lazyFetch, timeoutMs = 5_000, maxBytes = 4 * 1024 * 1024 } = options;

  async function follow(feed: FeedAddress, url: string, signal: AbortSignal, left: number): Promise<FeedResult> {
    const response = await fetch(url, {
      redirect: "manual",
      size: maxBytes,
      signal,
      headers: { accept: "application/json", "user-agent": "music-support-assistant" },
    });
    if (!redirects.has(response.status)) return resultOf(response, clock.now());
    const next = redirectTarget(response, url, feed);
    if (next === null || left === 0) return { ok: false, failure: "refused", status: response.status };
    return follow(feed, next, signal, left - 1);
  }

  return async (feed, stopped) => {
    const request = new AbortController();
    const timeout = { reached: false };
    const cancel = clock.after(timeoutMs, () => {
      timeout.reached = true;
      request.abort();
    });
    try {
      return await follow(feed, feed.url, AbortSignal.any([request.signal, stopped]), maxRedirects);
    } catch (error) {
      return { ok: false, failure: timeout.reached ? "timeout" : failureOf(error) };
    } finally {
      cancel();
      // Releases bodies that were not read.
      request.abort();
    }
  };
}

/** The redirect's URL; null unless it is on an allowed host with the feed's own protocol. */
function redirectTarget(response: Response, from: string, feed: FeedAddress): string | null {
  const location = response.headers.get("location");
  const next = location === null ? null : URL.parse(location, from);
  if (next === null || next.protocol !== new URL(feed.url).protocol || !feed.hosts.includes(next.host)) return null;
  return next.href;
}

async function resultOf(response: Response, now: number): Promise<FeedResult> {
  const { status, headers, ok } = response;
  // An HTML page instead of JSON is a bot challenge or a block notice.
  const isPage = /\bhtml\b/i.test(headers.get("content-type") ?? "");
  if (ok && !isPage) return { ok: true, body: await response.json() };
  const afterMs = parseRetryAfter(headers.get("retry-after"), now);
  const failure = refusals.has(status) || isPage ? "refused" : "http";
  return { ok: false, failure, status, ...(afterMs === undefined ? {} : { afterMs }) };
}

function failureOf(error: unknown): FeedFailure {
  const unreadable = error instanceof SyntaxError || (isFetchError(error) && error.type === "max-size");
  return unreadable ? "parse" : "network";
}
