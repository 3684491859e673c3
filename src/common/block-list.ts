/** Keys that are blocked until a point in time. Times are in milliseconds since 1970. */
export type BlockList = {
  block(key: string, until: number): void;
  /** Milliseconds until the key is free, 0 if it is not blocked. */
  remaining(key: string): number;
};

/**
 * Each key expires by itself and none is dropped before its time, so no flood of other keys frees one. That does not let
 * the memory grow without bound: a key gets onto the list only by many requests within the time that it stays there.
 */
export function createBlockList({ now }: { now: () => number }): BlockList {
  const blocked = new Map<string, number>();
  /** The oldest come first. A later one may expire earlier; it is then removed a little late, but no longer counts. */
  const removeExpired = (): void => {
    for (const [key, until] of blocked) {
      if (until > now()) return;
      blocked.delete(key);
    }
  };
  return {
    block(key, until) {
      removeExpired();
      blocked.delete(key);
      blocked.set(key, until);
    },
    remaining: (key) => Math.max(0, (blocked.get(key) ?? 0) - now()),
  };
}
