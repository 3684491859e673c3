import { expect, test } from "vitest";

import { createPollBackoff } from "../../src/status-feed/poll-backoff.ts";

const minute = 60_000;

test("slows down with each failure, to a quarter of an hour at most, and is back at a minute after a success", () => {
  const pace = createPollBackoff({ random: () => 0 });
  const waits = [0, 0, 0, 0, 0, 0, 0].map((asked) => pace.afterFailure(asked));
  expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15].map((minutes) => minutes * minute));
  expect(pace.afterSuccess()).toBe(minute);
  expect(pace.afterFailure(0)).toBe(minute);
});

test.each([
  ["is heeded where it asks for more", 10, 10],
  ["makes nothing sooner", 0.1, 1],
  ["is heeded for an hour at most", 1_440, 60],
])("a wish of the other side %s", (_, asked, waited) => {
  expect(createPollBackoff({ random: () => 0 }).afterFailure(asked * minute)).toBe(waited * minute);
});

test("spreads the questions of many nodes by up to a tenth, never sooner", () => {
  expect(createPollBackoff({ random: () => 0.5 }).afterSuccess()).toBe(1.05 * minute);
  expect(createPollBackoff({ random: () => 0.999 }).afterSuccess()).toBeLessThan(1.1 * minute);
});
