import { setImmediate as soon } from "node:timers/promises";

import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";

import { createRateLimits, type RateLimitStore } from "../../src/http/middleware/rate-limiter.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { type FakeClock, makeFakeClock } from "../status-feed/support/fake-clock.ts";

async function openSharedStore(): Promise<RateLimitStore & { writes: number }> {
  const opened = await openStore({ url: "sqlite::memory:" });
  onTestFinished(() => opened.close());
  const store = {
    writes: 0,
    add: (window: number, counts: readonly { key: string; count: number }[]) => {
      store.writes += 1;
      return opened.rateCounts.add(window, counts);
    },
  };
  return store;
}

/** A second passes, and every node has synchronised with the store. */
async function second(clock: FakeClock, nodes = 1): Promise<void> {
  while (clock.ahead().length < nodes) await soon();
  clock.advance(1_000);
  while (clock.ahead().length < nodes) await soon();
}

const times = (count: number, act: () => number): number[] => Array.from({ length: count }, act);

test("a key over its limit waits until the minute ends, another key does not", () => {
  const clock = makeFakeClock(60_000 * 1_000 + 15_000);
  const limit = createRateLimits({ clock }).limit("a", 3);
  expect(times(4, () => limit("flooder"))).toEqual([0, 0, 0, 45]);
  expect(limit("other")).toBe(0);
  clock.advance(45_000);
  expect(limit("flooder")).toBe(0);
});

test("bursts are limited in windows of ten seconds, until the limit of the minute is reached", () => {
  const clock = makeFakeClock(60_000 * 1_000 + 4_000);
  const limit = createRateLimits({ clock }).limit("a", 5, 2);
  expect(times(3, () => limit("flooder"))).toEqual([0, 0, 6]);
  expect(limit("other")).toBe(0);
  clock.advance(6_000);
  expect(times(3, () => limit("flooder"))).toEqual([0, 0, 10]);
  clock.advance(10_000);
  expect(times(2, () => limit("flooder"))).toEqual([0, 40]);
});

test("two limits do not share keys", () => {
  const limits = createRateLimits({ clock: makeFakeClock() });
  const [one, other] = [limits.limit("one", 1), limits.limit("other", 1)];
  expect([one("k"), other("k"), one("k") > 0]).toEqual([0, 0, true]);
});

test("uses at one node count at the others", async () => {
  const clock = makeFakeClock();
  const store = await openSharedStore();
  const [here, there] = [createRateLimits({ clock, store }), createRateLimits({ clock, store })];
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
  const store = await openSharedStore();
  const limits = createRateLimits({ clock, store });
  const limit = limits.limit("a", 300);
  limits.start();
  onTestFinished(() => limits.stop());
  for (let at = 0; at < 25; at++) {
    for (let person = 0; person < 50; person++) limit(`person ${person}`);
    await second(clock);
  }
  expect(store.writes).toBe(0);
});

test("while the store is unavailable, which is logged once, each node counts for itself", async () => {
  const clock = makeFakeClock();
  const logged: string[] = [];
  const store: RateLimitStore = { add: () => Promise.reject(new Error("away")) };
  const log = pino({}, { write: (line) => void logged.push((JSON.parse(line) as { msg: string }).msg) });
  const limits = createRateLimits({ clock, store, log });
  const limit = limits.limit("a", 2);
  limits.start();
  onTestFinished(() => limits.stop());
  times(2, () => limit("k"));
  await second(clock);
  await second(clock);
  expect([logged, limit("k") > 0]).toEqual([["rate limit store unavailable, falling back to local counts"], true]);
});

test("the number of counted keys is bounded, the least recently used is dropped first", () => {
  const limit = createRateLimits({ clock: makeFakeClock(), maxKeys: 100 }).limit("a", 3);
  times(2, () => limit("recent"));
  for (let at = 0; at < 1_000; at++) {
    expect(limit(`address ${at}`)).toBe(0);
    if (at % 50 === 0 && at <= 50) limit("recent");
  }
  expect(times(3, () => limit("address 0"))).toEqual([0, 0, 0]);
});

test("100,000 other keys free no key that is over a limit, be it of the minute or of ten seconds", () => {
  const clock = makeFakeClock(60_000 * 1_000);
  const limits = createRateLimits({ clock });
  const [perMinute, burst] = [limits.limit("a", 3), limits.limit("b", 100, 3)];
  times(4, () => perMinute("flooder"));
  times(4, () => burst("flooder"));
  for (let at = 0; at < 100_000; at++) perMinute(`address ${at}`);
  expect([perMinute("flooder"), burst("flooder")]).toEqual([60, 10]);
});

test("100,000 other keys do not reset a global limit", () => {
  const limits = createRateLimits({ clock: makeFakeClock(60_000 * 1_000) });
  const [overall, perKey] = [limits.globalLimit("messages", 3), limits.limit("a", 3)];
  expect(times(3, overall)).toEqual([0, 0, 0]);
  for (let at = 0; at < 100_000; at++) perKey(`address ${at}`);
  expect(overall()).toBe(60);
});
