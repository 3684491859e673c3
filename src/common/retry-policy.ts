import { DeliveryError } from "./delivery-error.ts";

/** How often and how patiently a delivery is tried. Times in milliseconds. */
export type RetryPolicy = {
  /** Attempts in all, the first one counted. */
  attempts: number;
  firstWait: number;
  longestWait: number;
  /** Longer than this we do not wait even where the other side asks for it. */
  longestAsked: number;
};

/**
 * Nine attempts over some ten minutes: long enough for a deployment on the other side, short enough for a person who
 * waits.
 */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 9,
  firstWait: 1_000,
  longestWait: 240_000,
  longestAsked: 3_600_000,
};

/**
 * When to try again after `failures` failed attempts, in whole milliseconds from now; null to give up. Waits double and
 * are spread over half their length by `random` (0 to 1), so that conversations which failed together do not come back
 * together.
 */
export function waitAfter(
  error: unknown,
  failures: number,
  patience: RetryPolicy,
  random: () => number,
): number | null {
  const fault = error instanceof DeliveryError ? error : null;
  if (fault?.retry === false || failures >= patience.attempts) return null;
  const longest = Math.min(patience.firstWait * 2 ** (failures - 1), patience.longestWait);
  const wait = longest * (0.5 + random() / 2);
  const asked = Math.min(fault?.afterMs ?? 0, patience.longestAsked);
  // What was asked for is the least: spread only upwards.
  return Math.round(asked > wait ? asked + patience.firstWait * random() : wait);
}
