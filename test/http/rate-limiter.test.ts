import { setImmediate as soon } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { type RateLimitStore, makeRateLimits } from "../../src/http/middleware/rate-limiter.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { type FakeClock, makeFakeClock } from "../status-feed/support/fake-clock.ts";

async function sharedShelf(): Promise<RateLimitStore & { writes: number }> {
  const store = await openStore({ url: "sqlite::memory:" });
  onTestFinished(() => store.close());
  const shelf = {
    writes: 0,
    add: (slot: number, counts: readonly { key: string; count: number }[]) => {
      shelf.writes += 1;
      return store.rateCounts.add(slot, counts);
    },
  };
  return shelf;
}

/** A second goes by, and every node has looked at the shelf. */
async function second(clock: FakeClock, nodes = 1): Promise<void> {
  while (clock.ahead().length < nodes) await soon();
  clock.advance(1_000);
  while (clock.ahead().length < nodes) await soon();
}

const times = (count: number, act: () => number): number[] => Array.from({ length: count }, act);

test("so many a minute go through, the next waits until the minute is over, another key does not", () => {
  const clock = makeFakeClock(60_000 * 1_000 + 15_000);
  const limit = makeRateLimits({ clock }).limit("a", 3);
  expect(times(4, () => limit("flooder"))).toEqual([0, 0, 0, 45]);
  expect(limit("other")).toBe(0);
  clock.advance(45_000);
  expect(limit("flooder")).toBe(0);
});

test("no more at once than may be, and again as many ten seconds later, until the minute's are used up", () => {
  const clock = makeFakeClock(60_000 * 1_000 + 4_000);
  const limit = makeRateLimits({ clock }).limit("a", 5, 2);
  expect(times(3, () => limit("flooder"))).toEqual([0, 0, 6]);
  expect(limit("other")).toBe(0);
  clock.advance(6_000);
  expect(times(3, () => limit("flooder"))).toEqual([0, 0, 10]);
  clock.advance(10_000);
  expect(times(2, () => limit("flooder"))).toEqual([0, 40]);
});

test("two limits do not count each other's keys", () => {
  const limits = makeRateLimits({ clock: makeFakeClock() });
  const [one, other] = [limits.limit("one", 1), limits.limit("other", 1)];
  expect([one("k"), other("k"), one("k") > 0]).toEqual([0, 0, true]);
});

test("what one node let through counts at the others", async () => {
  const clock = makeFakeClock();
  const shelf = await sharedShelf();
  const [here, there] = [makeRateLimits({ clock, shelf }), makeRateLimits({ clock, shelf })];
  const [limitHere, limitThere] = [here.limit("a", 20), there.limit("a", 20)];
  here.start();
  there.start();
  onTestFinished(() => (here.stop(), there.stop()));
  times(15, () => limitHere("flooder"));
  times(5, () => limitThere("flooder"));
  await second(clock, 2);
  await second(clock, 2);
  expect(limitThere("flooder")).toBeGreaterThan(0);
  expect(limitThere("other")).toBe(0);
});

test("ordinary traffic writes nothing", async () => {
  const clock = makeFakeClock();
  const shelf = await sharedShelf();
  const limits = makeRateLimits({ clock, shelf });
  const limit = limits.limit("a", 300);
  limits.start();
  onTestFinished(() => limits.stop());
  for (let at = 0; at < 25; at++) {
    for (let person = 0; person < 50; person++) limit(`person ${person}`);
    await second(clock);
  }
  expect(shelf.writes).toBe(0);
});

test("a store that is away leaves each node its own count", async () => {
  const clock = makeFakeClock();
  const troubles: unknown[] = [];
  const shelf: RateLimitStore = { add: () => Promise.reject(new Error("away")) };
  const limits = makeRateLimits({ clock, shelf, onTrouble: (cause) => troubles.push(cause) });
  const limit = limits.limit("a", 2);
  limits.start();
  onTestFinished(() => limits.stop());
  times(2, () => limit("k"));
  await second(clock);
  expect([troubles.length, limit("k") > 0]).toEqual([1, true]);
});

test("a flood of addresses does not fill the memory: the oldest counts are given up", () => {
  const limit = makeRateLimits({ clock: makeFakeClock(), maxKeys: 100 }).limit("a", 1);
  expect(times(1_000, () => limit(`address ${Math.random()}`)).every((wait) => wait === 0)).toBe(true);
});
