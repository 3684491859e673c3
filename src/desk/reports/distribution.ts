/** Values with how often each was met; figures are null without any. */
export type Distribution = {
  add(value: number, n: number): void;
  count(): number;
  /** The middle one; between the two middle ones of an even number. */
  median(): number | null;
  /** The smallest value that at least this part of all values reach; `part` from 0 to 1. */
  percentile(part: number): number | null;
  mean(): number | null;
};

export function createDistribution(): Distribution {
  const counts = new Map<number, number>();
  const sorted = (): [number, number][] => [...counts].filter(([, n]) => n > 0).toSorted(([a], [b]) => a - b);
  const total = (): number => sorted().reduce((sum, [, n]) => sum + n, 0);
  /** `rank` counts from 1. */
  const atRank = (rank: number): number | null => {
    let before = 0;
    for (const [value, n] of sorted()) {
      before += n;
      if (before >= rank) return value;
    }
    return null;
  };
  return {
    add: (value, n) => void counts.set(value, (counts.get(value) ?? 0) + n),
    count: total,
    median() {
      const all = total();
      const [low, high] = [atRank(Math.ceil(all / 2)), atRank(Math.floor(all / 2) + 1)];
      return low === null || high === null ? null : (low + high) / 2;
    },
    percentile: (part) => atRank(Math.max(1, Math.ceil(total() * part))),
    mean() {
      const all = total();
      return all === 0 ? null : sorted().reduce((sum, [value, n]) => sum + value * n, 0) / all;
    },
  };
}
