import fc from "fast-check";
import { expect, test } from "vitest";

import {
  channelRetryPolicy,
  defaultRetryPolicy,
  type Failures,
  exponentialDelayMs,
  isForPerson,
  parseRetryAfter,
  retryDelayMs,
} from "../../src/common/retry-policy.ts";
import { DeliveryError } from "../../src/common/delivery-error.ts";

const after = (attempts: number, triedMs = 0): Failures => ({ attempts, inARow: 0, triedMs });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("delays double up to the maximum, with equal jitter", () => {
  const waits = (random: number) =>
    [1, 2, 3, 8].map((attempts) => retryDelayMs(new Error("500"), after(attempts), defaultRetryPolicy, () => random));
  expect(waits(0)).toEqual([500, 1_000, 2_000, 64_000]);
  expect(waits(1)).toEqual([1_000, 2_000, 4_000, 128_000]);
});

test("every delay is a whole number of milliseconds, at least Retry-After, and bounded", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      chance,
      fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
      (failures, random, asked) => {
        const fault = new DeliveryError("429", { retry: true, ...(asked !== null && { afterMs: asked }) });
        const wait = retryDelayMs(fault, after(failures), defaultRetryPolicy, () => random)!;
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(Math.min(Math.round(asked ?? 0), defaultRetryPolicy.maxRetryAfterMs));
        expect(wait).toBeLessThanOrEqual(defaultRetryPolicy.maxRetryAfterMs + defaultRetryPolicy.minDelayMs);
      },
    ),
  );
});

test("there is no retry after the last attempt, nor after a final error", () => {
  expect(retryDelayMs(new Error("500"), after(defaultRetryPolicy.maxAttempts), defaultRetryPolicy, () => 1)).toBeNull();
  expect(
    retryDelayMs(new DeliveryError("403", { retry: false, afterMs: 5 }), after(1), defaultRetryPolicy, () => 1),
  ).toBeNull();
});

test("what is said to a person is tried for a day, with waits of two minutes at most", () => {
  const day = 24 * 3_600_000;
  const wait = (attempts: number, triedMs: number) =>
    retryDelayMs(new Error("502"), after(attempts, triedMs), channelRetryPolicy, () => 1);
  expect(wait(1, 0)).toBe(1_000);
  expect(wait(700, day)).toBe(120_000);
  expect(wait(701, day + 1)).toBeNull();
});

test("another system gets nine attempts over some ten minutes, however old the entry is", () => {
  const waits = Array.from({ length: 9 }, (_, at) =>
    retryDelayMs(new Error("500"), after(at + 1, 1e12), defaultRetryPolicy, () => 1),
  );
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, null]);
  expect(exponentialDelayMs(20, defaultRetryPolicy)).toBe(240_000);
});

test("a Retry-After is followed for an hour at most, and jitter adds a second at most", () => {
  const busy = (afterMs: number) => new DeliveryError("429", { retry: true, afterMs });
  const wait = (afterMs: number, random: number) =>
    [defaultRetryPolicy, channelRetryPolicy].map((policy) =>
      retryDelayMs(busy(afterMs), after(1), policy, () => random),
    );
  expect(wait(1e9, 0)).toEqual([3_600_000, 3_600_000]);
  expect(wait(1e9, 1)).toEqual([3_601_000, 3_601_000]);
  expect(wait(30_000, 0.5)).toEqual([30_500, 30_500]);
});

test("mail and the person's channel are for a person, other systems are not", () => {
  expect(["channel", "mail", "connector:zendesk"].map(isForPerson)).toEqual([true, true, false]);
});

test("a refusal that may pass is final after so many in a row, however often something else failed before", () => {
  const refused = new DeliveryError("404", { retry: true, maxInARow: 4 });
  const waits = [1, 2, 3, 4].map((inARow) =>
    retryDelayMs(refused, { attempts: 30 + inARow, inARow, triedMs: 0 }, channelRetryPolicy, () => 1),
  );
  expect(waits).toEqual([1_000, 2_000, 4_000, null]);
});

test.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Thu, 01 Jan 1970 00:00:09 GMT", 8_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["soon", undefined],
  [" ", undefined],
  [null, undefined],
  [undefined, undefined],
])("Retry-After %o asks for %o milliseconds", (header, ms) => {
  expect(parseRetryAfter(header, 1_000)).toBe(ms);
});

test("exponential back-off doubles from the minimum and stops at the maximum", () => {
  const limits = { minDelayMs: 500, maxDelayMs: 3_000 };
  expect([0, 1, 2, 3, 40].map((doublings) => exponentialDelayMs(doublings, limits))).toEqual([
    500, 1_000, 2_000, 3_000, 3_000,
  ]);
});
