import fc from "fast-check";
import { expect, test } from "vitest";

import { defaultRetryPolicy, waitAfter } from "../../src/common/retry-policy.ts";
import { DeliveryError } from "../../src/common/delivery-error.ts";

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("waits double, are spread over half their length, and end at the longest", () => {
  const waits = (random: number) =>
    [1, 2, 3, 8].map((failures) => waitAfter(new Error("500"), failures, defaultRetryPolicy, () => random));
  expect(waits(0)).toEqual([500, 1_000, 2_000, 64_000]);
  expect(waits(1)).toEqual([1_000, 2_000, 4_000, 128_000]);
});

test("every wait is a whole number of milliseconds, at least what was asked and never beyond all bounds", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      chance,
      fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
      (failures, random, asked) => {
        const fault = new DeliveryError("429", { retry: true, ...(asked !== null && { afterMs: asked }) });
        const wait = waitAfter(fault, failures, defaultRetryPolicy, () => random)!;
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(Math.min(Math.round(asked ?? 0), defaultRetryPolicy.longestAsked));
        expect(wait).toBeLessThanOrEqual(defaultRetryPolicy.longestAsked + defaultRetryPolicy.firstWait);
      },
    ),
  );
});

test("gives up after the last attempt, and at once on a final fault", () => {
  expect(waitAfter(new Error("500"), defaultRetryPolicy.attempts, defaultRetryPolicy, () => 1)).toBeNull();
  expect(waitAfter(new DeliveryError("403", { retry: false, afterMs: 5 }), 1, defaultRetryPolicy, () => 1)).toBeNull();
});
