import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import { createResultBatcher } from "../../src/delivery/result-batcher.ts";
import type { DeliveryResult, OutboxStore } from "../../src/conversation/outbox-ports.ts";
import { createLeapingClock } from "./support/leaping-clock.ts";

/** A store of which only `mark` is ever asked. */
function storeThat(mark: OutboxStore["recordResults"]): OutboxStore {
  return { recordResults: mark } as OutboxStore;
}
const delivered = (position: number): DeliveryResult => ({
  type: "delivered",
  conversation: "a",
  position,
  createdAt: 1,
});

test("marks added together are written together, in order", async () => {
  const batches: number[][] = [];
  const clock = createLeapingClock();
  const store = storeThat(
    async (marks) => (
      batches.push(marks.map((mark) => (mark.type === "delivered" ? mark.position : 0))),
      marks.map(() => true)
    ),
  );
  const marking = createResultBatcher({ store, clock, onTrouble: () => {} });
  await clock.until(Promise.all([marking.add(delivered(1)), marking.add(delivered(2))]));
  await clock.until(marking.add(delivered(3)));
  expect(batches).toEqual([[1, 2], [3]]);
});

test("marks wait for a store that is away, in their order", async () => {
  let away = 3;
  const written: DeliveryResult[] = [];
  const clock = createLeapingClock();
  const store = storeThat(async (marks) => {
    if (away-- > 0) throw new AppError("StoreUnavailable", "away");
    written.push(...marks);
    return marks.map(() => true);
  });
  const marking = createResultBatcher({ store, clock, onTrouble: () => {} });
  const marks = [1, 2, 3].map(delivered);
  expect(await clock.until(Promise.all(marks.map(marking.add)))).toEqual([true, true, true]);
  expect(written).toEqual(marks);
});

test("a mark that the store cannot take does not hold up the others", async () => {
  const clock = createLeapingClock();
  const store = storeThat(async (marks) => {
    if (marks.some((mark) => mark.type === "delivered" && mark.position === 2)) throw new AppError("Internal", "no");
    return marks.map(() => true);
  });
  const marking = createResultBatcher({ store, clock, onTrouble: () => {} });
  expect(await clock.until(Promise.all([1, 2, 3].map((position) => marking.add(delivered(position)))))).toEqual([
    true,
    false,
    true,
  ]);
});
