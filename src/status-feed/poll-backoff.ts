/** How long to wait until a feed is read again, in milliseconds. */
export type Pace = {
  afterSuccess(): number;
  /** `asked` is what the other side wants us to wait. */
  afterFailure(asked: number): number;
};

const minute = 60_000;
const everyMs = minute;
const longestBackOffMs = 15 * minute;
/** A mistaken `Retry-After` must not blind us for a day. */
const longestPatienceMs = 60 * minute;

/**
 * Every minute; twice as long with each failure after the first, a quarter of an hour at most unless the other side
 * asks for more.
 */
export function createPace(options: { random: () => number }): Pace {
  let failures = 0;
  /** Up to a tenth later, so that many nodes do not ask in step. */
  const spread = (ms: number): number => Math.round(ms * (1 + options.random() / 10));
  return {
    afterSuccess() {
      failures = 0;
      return spread(everyMs);
    },
    afterFailure(asked) {
      const backOff = Math.min(everyMs * 2 ** failures, longestBackOffMs);
      failures += 1;
      return spread(Math.max(backOff, Math.min(asked, longestPatienceMs)));
    },
  };
}
