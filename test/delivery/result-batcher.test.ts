import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import { createResultBatcher, type ResultBatcher } from "../../src/delivery/result-batcher.ts";
import type { DeliveryResult, OutboxStore } from "../../src/conversation/outbox-ports.ts";
import { createOutageLog } from "../../src/common/outage-log.ts";
import { silentLog } from "../support/recorded-log.ts";
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
