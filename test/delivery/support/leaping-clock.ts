import type { Clock } from "../../../src/common/clock.ts";

export type LeapingClock = Clock & {
  /** Every wait that was asked for, in milliseconds, in order. */
  waits: number[];
  /** Lets the time leap from timer to timer until the promise settles; gives what it gives. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Sets the time forward without firing anything by itself. */
  set(now: number): void;
};

type Timer = { at: number; callback: () => void };

/** A clock that stands still until told to leap: waits of minutes pass in no time, and in their order. */
export function createLeapingClock(start = 1_000_000): LeapingClock {
  const timers = new Set<Timer>();
  const waits: number[] = [];
  let now = start;
  const leap = (): void => {
    const [next] = [...timers].toSorted((a, b) => a.at - b.at);
    if (!next) return;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.callback();
  };
  return {
    waits,
    now: () => now,
    after(ms, callback) {
      waits.push(ms);
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    set(at) {
      now = at;
    },
    async until(promise) {
      const state = { settled: false };
      const settle = () => (state.settled = true);
      promise.then(settle, settle);
      while (!state.settled) {
        // The database answers in real time: it gets a moment between two leaps.
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (!state.settled) leap();
      }
      return promise;
    },
  };
}
