import fc from "fast-check";
import { expect, test } from "vitest";

import {
  defaultRetryPolicy,
  exponentialDelayMs,
  parseRetryAfter,
  retryDelayMs,
} from "../../src/common/retry-policy.ts";
import { DeliveryError } from "../../src/common/delivery-error.ts";

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("delays double up to the maximum, with equal jitter", () => {
  const waits = (random: number) =>
    [1, 2, 3, 8].map((failures) => retryDelayMs(new Error("500"), failures, defaultRetryPolicy, () => random));
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
        const wait = retryDelayMs(fault, failures, defaultRetryPolicy, () => random)!;
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(Math.min(Math.round(asked ?? 0), defaultRetryPolicy.maxRetryAfterMs));
        expect(wait).toBeLessThanOrEqual(defaultRetryPolicy.maxRetryAfterMs + defaultRetryPolicy.minDelayMs);
      },
    ),
  );
});

test("there is no retry after the last attempt, nor after a final error", () => {
  expect(retryDelayMs(new Error("500"), defaultRetryPolicy.maxAttempts, defaultRetryPolicy, () => 1)).toBeNull();
  expect(
    retryDelayMs(new DeliveryError("403", { retry: false, afterMs: 5 }), 1, defaultRetryPolicy, () => 1),
  ).toBeNull();
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
