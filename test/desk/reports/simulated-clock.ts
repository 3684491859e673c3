import { type Clock, systemClock } from "../../../src/common/clock.ts";

/** Time that only the simulation moves. */
export type SimulatedClock = Clock & { moveTo(at: number): void };

/** Timers below this are deadlines of single requests: they run by real time. */
const simulatedFromMs = 20_000;

export function createSimulatedClock(start: number): SimulatedClock {
  let now = start;
  const timers = new Map<object, { at: number; callback: () => void }>();
  return {
    now: () => now,
    after(ms, callback) {
      if (ms < simulatedFromMs) return systemClock.after(ms, callback);
      const key = {};
      timers.set(key, { at: now + ms, callback });
      return () => void timers.delete(key);
    },
    moveTo(at) {
      now = Math.round(at);
      const due = [...timers].filter(([, timer]) => timer.at <= now);
      for (const [key, { callback }] of due) {
        timers.delete(key);
        callback();
      }
    },
  };
}
