import { AppError } from "../common/errors.ts";

/** Stops guessing: after so many wrong tokens from one address none is looked at for a while. */
export type LockOut = {
  /** Throws `TooManyRequests` while the address is locked out. */
  check(client: string): void;
  failed(client: string): void;
  succeeded(client: string): void;
};

/** Addresses that are remembered at most: a flood of them must not fill the memory. */
const mostClients = 10_000;

/** Counts in this process: each node locks out for itself. */
export function createLockOut(options: { now: () => number; limit?: number; windowMs?: number }): LockOut {
  const { now, limit = 10, windowMs = 60_000 } = options;
  const failures = new Map<string, { count: number; last: number }>();
  const known = (client: string) => {
    const found = failures.get(client);
    return found && now() - found.last < windowMs ? found : undefined;
  };
  return {
    check(client) {
      const found = known(client);
      if (!found || found.count < limit) return;
      const seconds = Math.ceil((found.last + windowMs - now()) / 1000);
      throw new AppError("TooManyRequests", "Too many wrong tokens came from this address.", {
        remedy: `Try again in ${seconds} s.`,
      });
    },
    failed(client) {
      if (failures.size >= mostClients) failures.clear();
      failures.set(client, { count: (known(client)?.count ?? 0) + 1, last: now() });
    },
    succeeded: (client) => void failures.delete(client),
  };
}
