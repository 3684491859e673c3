import type { Clock } from "../../../src/common/clock.ts";

/** Time that only moves when told to. */
export type FakeClock = Clock & {
  /** Moves on, and calls back what falls due on the way. */
  advance(ms: number): void;
  /** Milliseconds until each call that is due later, the soonest first. */
  ahead(): readonly number[];
};

export function makeFakeClock(start = Date.parse("2026-11-22T12:00:00Z")): FakeClock {
  let now = start;
  const due = new Map<symbol, { at: number; callback: () => void }>();
  const next = () => [...due].toSorted(([, a], [, b]) => a.at - b.at)[0];
  return {
    now: () => now,
    after(ms, callback) {
      const key = Symbol("call");
      due.set(key, { at: now + ms, callback });
      return () => void due.delete(key);
    },
    advance(ms) {
      const end = now + ms;
      for (let call = next(); call && call[1].at <= end; call = next()) {
        due.delete(call[0]);
        now = call[1].at;
        call[1].callback();
      }
      now = end;
    },
    ahead: () => [...due.values()].map(({ at }) => at - now).toSorted((a, b) => a - b),
  };
}
