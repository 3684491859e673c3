import { setImmediate as soon } from "node:timers/promises";

import { expect, test } from "vitest";

import { createLogger } from "../../src/common/logger.ts";
import { createRetentionJob } from "../../src/storage/retention.ts";
import { makeFakeClock } from "../status-feed/support/fake-clock.ts";

const day = 86_400_000;

test("sweeps soon after the start and then every few hours, by the days that are set, whatever fails", async () => {
  const clock = makeFakeClock();
  const asked: { before: number; casesBefore: number; now: number }[] = [];
  const retention = {
    sweep: async (limits: { before: number; casesBefore: number }) => {
      asked.push({ ...limits, now: clock.now() });
      if (asked.length === 1) throw new Error("away");
      return 3;
    },
  };
  const lines: unknown[] = [];
  const log = createLogger({ level: "info", to: { write: (line) => lines.push(JSON.parse(line)) } });
  const retentionJob = createRetentionJob({
    retention,
    days: { conversations: 30, cases: 180 },
    clock,
    log,
  });
  retentionJob.start();
  for (let round = 0; round < 2; round++) {
    clock.advance(day / 2);
    while (clock.ahead().length === 0) await soon();
  }
  await retentionJob.stop();
  expect(asked.length).toBeGreaterThanOrEqual(2);
  for (const { before, casesBefore, now } of asked)
    expect([now - before, now - casesBefore]).toEqual([30 * day, 180 * day]);
  expect(lines.slice(0, 2)).toMatchObject([
    { level: "warn", msg: "retention sweep failed, will retry" },
    { level: "info", msg: "old conversations deleted", count: 3 },
  ]);
  expect(clock.ahead()).toEqual([]);
});
