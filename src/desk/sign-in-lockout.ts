import { AppError } from "../common/errors.ts";

/** Stops guessing of tokens: after too many wrong ones a client address is locked out for a while. */
export type SignInLockout = {
  /** Throws `TooManyRequests` while the client is locked out. */
  check(client: string): void;
  recordFailure(client: string): void;
  reset(client: string): void;
};

/** Bounds the memory. */
const maxClients = 10_000;

/** Counts in this process: each node locks out on its own. */
export function createSignInLockout(options: { now: () => number; limit?: number; windowMs?: number }): SignInLockout {
  const { now, limit = 10, windowMs = 60_000 } = options;
  const failures = new Map<string, { count: number; last: number }>();
  const recentOf = (client: string) => {
    const found = failures.get(client);
    return found && now() - found.last < windowMs ? found : undefined;
  };
  return {
    check(client) {
      const found = recentOf(client);
      if (!found || found.count < limit) return;
      const seconds = Math.ceil((found.last + windowMs - now()) / 1000);
      throw new AppError("TooManyRequests", "Too many wrong tokens came from this address.", {
        remedy: `Try again in ${seconds} s.`,
      });
    },
    recordFailure(client) {
      if (failures.size >= maxClients) failures.clear();
      failures.set(client, { count: (recentOf(client)?.count ?? 0) + 1, last: now() });
    },
    reset: (client) => void failures.delete(client),
  };
}
