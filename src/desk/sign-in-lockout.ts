import { LRUCache } from "lru-cache";

import { createBlockList } from "../common/block-list.ts";
import { AppError } from "../common/errors.ts";

/** Slows down guessing: after too many wrong tokens from an address, none is checked for a while. */
export type SignInLockout = {
  /** Throws `TooManyRequests` while the address is locked out. */
  check(ip: string): void;
  isLockedOut(ip: string): boolean;
  /** True if the address is locked out from now on. */
  recordFailure(ip: string): boolean;
};

/** Addresses with failures that are not locked out yet. */
const maxCounted = 10_000;

/**
 * Counts in this process: each node locks out for itself. A flood of other addresses can push out a count that is below
 * the limit, least recently used first, but never an address that is locked out.
 */
export function createSignInLockout(options: { now: () => number; limit?: number; windowMs?: number }): SignInLockout {
  const { now, limit = 10, windowMs = 60_000 } = options;
  const failures = new LRUCache<string, number>({ max: maxCounted, ttl: windowMs, ttlResolution: 0, perf: { now } });
  const lockedOut = createBlockList({ now });
  return {
    isLockedOut: (ip) => lockedOut.remaining(ip) > 0,
    check(ip) {
      const seconds = Math.ceil(lockedOut.remaining(ip) / 1000);
      if (seconds === 0) return;
      throw new AppError("TooManyRequests", "Too many wrong tokens came from this address.", {
        remedy: `Try again in ${seconds} s.`,
      });
    },
    recordFailure(ip) {
      const count = (failures.get(ip) ?? 0) + 1;
      if (count < limit) {
        failures.set(ip, count);
        return false;
      }
      failures.delete(ip);
      lockedOut.block(ip, now() + windowMs);
      return true;
    },
  };
}
