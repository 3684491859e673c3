import { DeliveryError } from "./delivery-error.ts";

/** How often a delivery is attempted, and how long between. Times in milliseconds. */
export type RetryPolicy = {
  /** Attempts in all, the first one included. */
  maxAttempts: number;
  minDelayMs: number;
  maxDelayMs: number;
  /** Upper bound for a `Retry-After` of the remote. */
  maxRetryAfterMs: number;
};

/** Nine attempts over some ten minutes: outlasts a deployment of the remote, and a person can still wait for it. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 9,
  minDelayMs: 1_000,
  maxDelayMs: 240_000,
  maxRetryAfterMs: 3_600_000,
};

/**
 * Milliseconds until the next attempt after `failures` failed ones, a whole number; null: no more attempts, the entry
 * becomes a dead letter. `random`: 0 to 1.
 */
export function retryDelayMs(
  error: unknown,
  failures: number,
  policy: RetryPolicy,
  random: () => number,
): number | null {
  const failure = error instanceof DeliveryError ? error : null;
  if (failure?.retry === false || failures >= policy.maxAttempts) return null;
  const delay = withJitter(exponentialDelayMs(failures - 1, policy), random);
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
