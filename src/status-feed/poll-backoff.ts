import { exponentialDelayMs } from "../common/retry-policy.ts";

/** Milliseconds until the next poll of a feed. */
export type PollBackoff = {
  afterSuccess(): number;
  /** `retryAfterMs` is the minimum that the server asks for. */
  afterFailure(retryAfterMs: number): number;
};

const minute = 60_000;
const limits = { minDelayMs: minute, maxDelayMs: 15 * minute };
/** A wrong `Retry-After` must not stop polling for a day. */
const maxRetryAfterMs = 60 * minute;

/** Every minute; exponential back-off from the second failure in a row, to 15 minutes or as long as the server asks. */
export function createPollBackoff(options: { random: () => number }): PollBackoff {
  let failures = 0;
  /** Up to a tenth later, so that many nodes do not poll at the same moment. */
  const withDelay = (ms: number): number => Math.round(ms * (1 + options.random() / 10));
  return {
    afterSuccess() {
      failures = 0;
      return withDelay(limits.minDelayMs);
    },
    afterFailure(retryAfterMs) {
      const delay = exponentialDelayMs(failures, limits);
      failures += 1;
      return withDelay(Math.max(delay, Math.min(retryAfterMs, maxRetryAfterMs)));
    },
  };
}
