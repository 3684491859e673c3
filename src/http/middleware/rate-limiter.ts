import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { IncomingMessage } from "node:http";

import type { Clock } from "../../common/clock.ts";
import { createBlockList } from "../../common/block-list.ts";
import { AppError } from "../../common/errors.ts";
import { urlOf, type WebResponse } from "../response.ts";
import type { Clients } from "./client-ip.ts";

/**
 * Counts one use of the key, or as much as `amount` says, such as bytes. Returns the seconds to wait if it is over the
 * limit, 0 if it may go on.
 */
export type RateLimit = (key: string, amount?: number) => number;

/** Limits per minute that are shared by all nodes if there is a store. */
export type RateLimits = {
  /**
   * At most `perMinute` for each key, and at most `perTenSeconds` of these at one node, so that the burst at the
   * beginning of a minute is limited, too. `name` separates the keys of one limit from those of another.
   */
  limit(name: string, perMinute: number, perTenSeconds?: number): RateLimit;
  /** One limit for all requests together. Its count does not compete for memory with those of keys. */
  globalLimit(name: string, perMinute: number): () => number;
  start(): void;
  stop(): void;
};

/** Adds the counts of nodes: adds each to its key in this window, and returns the totals in the same order. */
export type RateLimitStore = {
  add(window: number, counts: readonly { key: string; count: number }[]): Promise<readonly number[]>;
};

export type RateLimitOptions = {
  clock: Clock;
  /** Without one, each process counts for itself. */
  store?: RateLimitStore;
  log?: Logger;
  /** Keys that are counted at once, those over their limit not included. */
  maxKeys?: number;
};

/**
 * The count of one key in the current window of a minute. `local`: counted in this process; `burst`: of that, since the
 * burst window of ten seconds began; `synced`: of that, already in the store; `remote`: counted by other nodes.
 */
type Count = {
  key: string;
  perMinute: number;
  local: number;
  burstWindow: number;
  burst: number;
  synced: number;
  remote: number;
};

const windowMs = 60_000;
const burstWindowMs = 10_000;
const syncIntervalMs = 1_000;
const maxKeysPerSync = 200;

/**
 * Fixed-window rate limiter. It counts in memory, so that no request waits for the store; once a second it writes those
 * keys that used up a tenth of their limit since the last time, so ordinary traffic writes nothing.
 *
 * Not rate-limiter-flexible: its RateLimiterMemory keeps a timer per key, answers by a promise and is bounded in neither
 * keys nor memory. Measured over 100,000 keys on one machine, a call took four times as long and a key 410 bytes instead
 * of 120. It also has no second window within the first (its BurstyRateLimiter adds a burst to the limit), writes every
 * request to a shared store where there is one, and cannot run on a clock that is passed in.
 */
export function createRateLimits(options: RateLimitOptions): RateLimits {
  const { clock, store } = options;
  const counts = createCounts(options);
  const running = { stopped: false, cancel: (): void => undefined };
  const sync = createSync(options);
  const syncLoop = async (): Promise<void> => {
    const heavy = counts.heavy();
    await sync(heavy, counts.window());
    if (!running.stopped) running.cancel = clock.after(syncIntervalMs, () => void syncLoop());
  };
  return {
    limit:
      (name, perMinute, perTenSeconds = perMinute) =>
      (key, amount = 1) => {
        const count = counts.of(`${name}:${key}`, perMinute);
        const wait = take(count, perTenSeconds, clock.now(), amount);
        if (wait > 0) counts.keep(count);
        return wait;
      },
    globalLimit: (name, perMinute) => () => take(counts.ofAll(name, perMinute), perMinute, clock.now()),
    start: () => void (store && syncLoop()),
    stop: () => {
      running.stopped = true;
      running.cancel();
    },
  };
}

/** Seconds to wait; 0 if this use was within the limits and is counted. */
function take(count: Count, perTenSeconds: number, now: number, amount = 1): number {
  if (count.local + count.remote >= count.perMinute) return secondsLeft(now, windowMs);
  const burstWindow = Math.floor(now / burstWindowMs);
  if (count.burstWindow !== burstWindow) Object.assign(count, { burstWindow, burst: 0 });
  if (count.burst >= perTenSeconds) return secondsLeft(now, burstWindowMs);
  count.local += amount;
  count.burst += amount;
  return 0;
}

/** Until the window that contains this moment ends. */
function secondsLeft(now: number, lengthMs: number): number {
  return Math.max(1, Math.ceil((lengthMs - (now % lengthMs)) / 1000));
}

type Counts = {
  of(key: string, perMinute: number): Count;
  ofAll(name: string, perMinute: number): Count;
  /** Keeps a count that reached its limit until the window ends, whatever other keys come. */
  keep(count: Count): void;
  heavy(): Count[];
  window(): number;
};

/**
 * Three maps, all emptied when the window ends. `counting` is bounded and drops the least recently used key. A key that
 * reached a limit moves to `limited`, out of reach of a flood of other keys. `limited` needs no bound: each of its keys
 * took as many requests as its limit allows within this window.
 */
function createCounts({ clock, maxKeys = 50_000 }: RateLimitOptions): Counts {
  const counting = new LRUCache<string, Count>({ max: maxKeys });
  const limited = new Map<string, Count>();
  const global = new Map<string, Count>();
  let window = -1;
  const roll = (): void => {
    const current = Math.floor(clock.now() / windowMs);
    if (current === window) return;
    window = current;
    counting.clear();
    limited.clear();
    global.clear();
  };
  return {
    of(key, perMinute) {
      roll();
      const found = limited.get(key) ?? counting.get(key);
      if (found) return found;
      const created = newCount(key, perMinute);
      counting.set(key, created);
      return created;
    },
    ofAll(name, perMinute) {
      roll();
      const found = global.get(name) ?? newCount(`${name}:all`, perMinute);
      global.set(name, found);
      return found;
    },
    keep(count) {
      counting.delete(count.key);
      limited.set(count.key, count);
    },
    heavy() {
      roll();
      const unsynced = ({ local, synced }: Count): number => local - synced;
      return [counting, limited, global]
        .flatMap((counts) => [...counts.values()])
        .filter((count) => unsynced(count) >= Math.max(1, count.perMinute / 10))
        .toSorted((a, b) => unsynced(b) - unsynced(a))
        .slice(0, maxKeysPerSync);
    },
    window: () => window,
  };
}

function newCount(key: string, perMinute: number): Count {
  return { key, perMinute, local: 0, burstWindow: -1, burst: 0, synced: 0, remote: 0 };
}

/** Exchanges counts with the store. While the store is unavailable each node goes on with its own. */
function createSync({ store, log }: RateLimitOptions): (heavy: readonly Count[], window: number) => Promise<void> {
  let available = true;
  return async (heavy, window) => {
    if (!store || heavy.length === 0) return;
    const sent = heavy.map(({ key, local, synced }) => ({ key: digest(key), count: local - synced, local }));
    try {
      const totals = await store.add(
        window,
        sent.map(({ key, count }) => ({ key, count })),
      );
      for (const [at, count] of heavy.entries()) {
        count.synced = sent[at]?.local ?? count.synced;
        count.remote = Math.max(0, (totals[at] ?? 0) - count.synced);
      }
      if (!available) log?.info("rate limit store available again");
      available = true;
    } catch (err) {
      if (available) log?.warn({ err }, "rate limit store unavailable, falling back to local counts");
      available = false;
    }
  };
}

/** Keys hold people's addresses, which stay out of the store. */
function digest(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 24);
}

/** Rate limit per IP address, checked before the request is parsed. */
export type IpRateLimit = {
  /** Throws `TooManyRequests`. `res`: gets `Retry-After`; an upgrade has none. */
  check(req: IncomingMessage, res: WebResponse | null): void;
  /** Counts an error response. Repeated 4xx to one address suggest credential guessing, so the address is blocked. */
  onRefused(req: IncomingMessage, error: AppError): void;
};

/** Per minute and address. `refusals`: responses with a 4xx status. */
export type IpLimits = { requests: number; refusals: number };

/**
 * The servers of a channel send for thousands of people from one address, so requests to `/api/messages` are not
 * counted, only their refusals. Processes on this machine are not limited.
 */
export function createIpRateLimit(options: {
  clients: Clients;
  rateLimits: RateLimits;
  now: () => number;
  limits?: Partial<IpLimits>;
}): IpRateLimit {
  const { clients, rateLimits, now, limits } = options;
  const requests = rateLimits.limit("requests", limits?.requests ?? 3_000);
  const refusals = rateLimits.limit("refusals", limits?.refusals ?? 300);
  const blocked = createBlockList({ now });
  return {
    check(req, res) {
      if (clients.isLocal(req)) return;
      const ip = clients.ipOf(req);
      const blockedFor = Math.ceil(blocked.remaining(ip) / 1000);
      const wait = blockedFor > 0 || isFromChannel(req) ? blockedFor : requests(ip);
      if (wait > 0) throwTooManyRequests(wait, res, "Too many requests from this address.");
    },
    onRefused(req, error) {
      if (error.status >= 500 || error.code === "TooManyRequests" || clients.isLocal(req)) return;
      const ip = clients.ipOf(req);
      const wait = refusals(ip);
      if (wait > 0) blocked.block(ip, now() + wait * 1000);
    },
  };
}

/** Throws 429 and sets `Retry-After`. */
export function throwTooManyRequests(seconds: number, res: WebResponse | null, message: string): never {
  res?.setHeader("Retry-After", seconds);
  throw new AppError("TooManyRequests", message, { remedy: `Try again in ${seconds} s.` });
}

function isFromChannel(req: IncomingMessage): boolean {
  return urlOf(req).pathname === "/api/messages";
}
