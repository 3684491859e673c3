import { expect, test } from "vitest";

import { createPoller } from "../../src/common/poller.ts";
import { makeFakeClock } from "../status-feed/support/fake-clock.ts";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function counting(options: { delayFirst?: boolean; fails?: boolean } = {}) {
  const clock = makeFakeClock();
  const counts = { runs: 0, errors: 0 };
  const poller = createPoller({
    clock,
    intervalMs: 1_000,
    poll: async () => {
      counts.runs += 1;
      if (options.fails) throw new Error("unavailable");
    },
    onError: () => (counts.errors += 1),
    delayFirst: options.delayFirst ?? false,
  });
  return { clock, counts, poller };
}

test("runs at the start and again one interval after each run, also after one that failed, until it is stopped", async () => {
  const { clock, counts, poller } = counting({ fails: true });
  poller.start();
  await settled();
  clock.advance(1_000);
  await settled();
  expect(counts).toEqual({ runs: 2, errors: 2 });
  await poller.stop();
  clock.advance(10_000);
  await settled();
  expect(counts.runs).toBe(2);
});

test("can wait one interval before the first run", async () => {
  const { clock, counts, poller } = counting({ delayFirst: true });
  poller.start();
  await settled();
  expect(counts.runs).toBe(0);
  clock.advance(1_000);
  await settled();
  expect(counts.runs).toBe(1);
});
