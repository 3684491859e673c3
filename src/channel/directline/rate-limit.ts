/** Says how long to wait, in whole seconds; 0 means go on. */
export type RateLimit = (key: string) => number;

/**
 * At most `limit` in each `windowMs` for each key, counted in this process. The count of keys is bounded: when it is
 * full all are forgotten, as a flood of addresses must not fill the memory.
 */
export function makeRateLimit(options: { limit: number; windowMs: number; now: () => number; maxKeys?: number }): RateLimit {
  const { limit, windowMs, now, maxKeys = 50_000 } = options;
  const counts = new Map<string, number>();
  let ends = 0;
  return (key) => {
    if (now() >= ends || counts.size >= maxKeys) {
      counts.clear();
      ends = now() + windowMs;
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= limit ? 0 : Math.max(1, Math.ceil((ends - now()) / 1000));
  };
}
