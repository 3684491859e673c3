import { DeliveryError } from "./delivery-error.ts";

/** How often a delivery is attempted, and how long between. Times in milliseconds. */
export type RetryPolicy = {
  /** Attempts in all, the first one included. */
  maxAttempts: number;
  /** An entry whose first attempt is longer ago than this is not tried again. */
  maxTriedMs: number;
  minDelayMs: number;
  maxDelayMs: number;
  /** Upper bound for a `Retry-After` of the remote. */
  maxRetryAfterMs: number;
};

/** Nine attempts over some ten minutes: outlasts a deployment of the remote, and a person can still wait for it. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 9,
  maxTriedMs: Infinity,
  minDelayMs: 1_000,
  maxDelayMs: 240_000,
  maxRetryAfterMs: 3_600_000,
};

/**
 * What is said to a person is tried for a day, whatever the channel's outage: nobody says it again. The wait stays short
 * enough that the words are there soon after the channel is.
 */
export const channelRetryPolicy: RetryPolicy = {
  maxAttempts: Infinity,
  maxTriedMs: 24 * 3_600_000,
  minDelayMs: 1_000,
  maxDelayMs: 120_000,
  maxRetryAfterMs: 3_600_000,
};

/** Whether what goes there was said to a person, and not to another system. */
export function isForPerson(destination: string): boolean {
  return destination === "channel" || destination === "mail";
}

/**
 * How an entry failed so far: `inARow` counts its latest failures of the kind that may be final, `triedMs` is how long ago
 * its first attempt was. How old it is does not count: while no node ran, nothing was tried.
 */
export type Failures = { attempts: number; inARow: number; triedMs: number };

/**
 * Milliseconds until the next attempt after these failed ones, a whole number; null: no more attempts, the entry becomes
 * a dead letter. `random`: 0 to 1.
 */
export function retryDelayMs(
  error: unknown,
  { attempts, inARow, triedMs }: Failures,
  policy: RetryPolicy,
  random: () => number,
): number | null {
  const failure = error instanceof DeliveryError ? error : null;
  const maxInARow = failure?.maxInARow ?? Infinity;
  if (failure?.retry === false || attempts >= policy.maxAttempts || inARow >= maxInARow) return null;
  if (triedMs > policy.maxTriedMs) return null;
  const doublings = (maxInARow === Infinity ? attempts : inARow) - 1;
  const delay = withJitter(exponentialDelayMs(doublings, policy), random);
  const retryAfter = Math.min(failure?.afterMs ?? 0, policy.maxRetryAfterMs);
  // Retry-After is a minimum: its jitter only goes upwards.
  return Math.round(retryAfter > delay ? retryAfter + policy.minDelayMs * random() : delay);
}

/** Exponential back-off: the minimum, doubled for each of `doublings`, up to the maximum. */
export function exponentialDelayMs(
  doublings: number,
  { minDelayMs, maxDelayMs }: Pick<RetryPolicy, "minDelayMs" | "maxDelayMs">,
): number {
  return Math.min(minDelayMs * 2 ** doublings, maxDelayMs);
}

/** Equal jitter: between half of the delay and all of it, so that clients which failed together do not retry together. */
export function withJitter(delayMs: number, random: () => number): number {
  return delayMs * (0.5 + random() / 2);
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as an HTTP date; undefined without a valid one. */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header || header.trim() === "") return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}
