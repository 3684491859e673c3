import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import { createResultBatcher, type ResultBatcher } from "../../src/delivery/result-batcher.ts";
import type { DeliveryResult, OutboxStore } from "../../src/conversation/outbox-ports.ts";
import { createOutageLog } from "../../src/common/outage-log.ts";
import { createRecordedLog, silentLog } from "../support/recorded-log.ts";
import { createLeapingClock, type LeapingClock } from "./support/leaping-clock.ts";

/** A store of which only `recordResults` is called. */
function storeThat(recordResults: OutboxStore["recordResults"]): OutboxStore {
  return { recordResults } as OutboxStore;
}
function batcherOver(store: OutboxStore, clock: LeapingClock): ResultBatcher {
  const storeOutage = createOutageLog({ log: silentLog, down: "", up: "" });
  return createResultBatcher({ store, clock, log: silentLog, storeOutage });
}
const delivered = (position: number): DeliveryResult => ({
  type: "delivered",
  conversation: "a",
  position,
  createdAt: 1,
});

test("results added together are written in one batch, in order", async () => {
  const batches: number[][] = [];
  const clock = createLeapingClock();
  const store = storeThat(
    async (batch) => (
      batches.push(batch.map((result) => (result.type === "delivered" ? result.position : 0))),
      batch.map(() => true)
    ),
  );
  const results = batcherOver(store, clock);
  await clock.until(Promise.all([results.add(delivered(1)), results.add(delivered(2))]));
  await clock.until(results.add(delivered(3)));
  expect(batches).toEqual([[1, 2], [3]]);
});

test("results wait in order while the store is unavailable", async () => {
  let failures = 3;
  const written: DeliveryResult[] = [];
  const clock = createLeapingClock();
  const store = storeThat(async (batch) => {
    if (failures-- > 0) throw new AppError("StoreUnavailable", "unavailable");
    written.push(...batch);
    return batch.map(() => true);
  });
  const results = batcherOver(store, clock);
  const added = [1, 2, 3].map(delivered);
  expect(await clock.until(Promise.all(added.map(results.add)))).toEqual([true, true, true]);
  expect(written).toEqual(added);
});

test("a result that the store refuses does not block the others", async () => {
  const clock = createLeapingClock();
  const store = storeThat(async (batch) => {
    if (batch.some((result) => result.type === "delivered" && result.position === 2))
      throw new AppError("Internal", "no");
    return batch.map(() => true);
  });
  const results = batcherOver(store, clock);
  expect(await clock.until(Promise.all([1, 2, 3].map((position) => results.add(delivered(position)))))).toEqual([
    true,
    false,
    true,
  ]);
});

test("who flushes hears whether everything is written: not while the store is away, and at once when it is back", async () => {
  let isAway = true;
  const written: number[] = [];
  const clock = createLeapingClock();
  const store = storeThat(async (batch) => {
    if (isAway) throw new AppError("StoreUnavailable", "unavailable");
    written.push(batch.length);
    return batch.map(() => true);
  });
  const results = batcherOver(store, clock);
  expect(await results.flush()).toBe(true);
  const added = [1, 2].map((position) => results.add(delivered(position)));
  expect(await results.flush()).toBe(false);
  isAway = false;
  expect(await results.flush()).toBe(true);
  expect(await Promise.all(added)).toEqual([true, true]);
  expect(written).toEqual([2]);
});

test("a flush that leaves out what the store refuses has written everything", async () => {
  const store = storeThat(async () => Promise.reject(new AppError("Internal", "no")));
  const results = batcherOver(store, createLeapingClock());
  const added = [1, 2].map((position) => results.add(delivered(position)));
  expect(await results.flush()).toBe(true);
  expect(await Promise.all(added)).toEqual([false, false]);
});

test("an outage of the store is logged once and so is its end; a refused result is logged with its conversation", async () => {
  const { log, lines } = createRecordedLog();
  const clock = createLeapingClock();
  const answers = ["away", "away", "taken", "refused"];
  const store = storeThat(async (batch) => {
    const answer = answers.shift();
    if (answer === "away") throw new AppError("StoreUnavailable", "unavailable");
    if (answer === "refused") throw new AppError("Internal", "no");
    return batch.map(() => true);
  });
  const storeOutage = createOutageLog({ log, down: "store away", up: "store back" });
  const results = createResultBatcher({ store, clock, log, storeOutage });
  await clock.until(results.add(delivered(1)));
  expect(await clock.until(results.add(delivered(2)))).toBe(false);
  expect(lines.map(({ msg }) => msg)).toEqual([
    "store away",
    "store back",
    "delivery result refused by the store, dropped",
  ]);
  expect(lines.at(-1)).toMatchObject({ conversation: "a" });
});

test("what the store says nothing of was not found", async () => {
  const clock = createLeapingClock();
  const results = batcherOver(
    storeThat(async () => [true]),
    clock,
  );
  expect(await clock.until(Promise.all([results.add(delivered(1)), results.add(delivered(2))]))).toEqual([true, false]);
});
