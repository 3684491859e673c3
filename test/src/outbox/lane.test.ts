import { expect, test } from "vitest";

import { Fault } from "../../../src/errors.ts";
import { type Lane, openLane } from "../../../src/outbox/lane.ts";
import { createMarking } from "../../../src/outbox/marking.ts";
import type { Mark, OutboxStore, StoredEntry } from "../../../src/turn/outbox-store.ts";
import { createLeapingClock } from "./support/leaping-clock.ts";

const entry = (position: number): StoredEntry => ({ conversation: "a", position, destination: "channel", body: position, attempts: 0, createdAt: 0 });

/**
 * A lane with entries 1 to 3 whose first attempt finds the store away; `meanwhile` happens while the store is asked whose the lane is, which says: another's.
 * `gone`: entries that were deleted before that.
 */
async function delivered(meanwhile: (lane: Lane) => void, gone: readonly number[] = []): Promise<unknown[]> {
  const clock = createLeapingClock();
  const bodies: unknown[] = [];
  let isAway = true;
  let looks = 0;
  const waiting = new Map([1, 2, 3, 4].filter((position) => !gone.includes(position)).map((position) => [position, entry(position)]));
  const store = {
    async pending(_conversation: string, after: number) {
      // A lane that asks on and on would let no time pass, and so no test fail.
      await new Promise(setImmediate);
      if (looks++ === 0) {
        meanwhile(lane);
        return null;
      }
      return { entries: [...waiting.values()].filter(({ position }) => position > after), newest: 4 };
    },
    mark: async (marks: readonly Mark[]) => marks.map(() => true),
  } as unknown as OutboxStore;
  const over = Promise.withResolvers<void>();
  const lane: Lane = openLane({
    conversation: "a",
    store,
    clock,
    marking: createMarking({ store, clock, onTrouble: () => undefined }),
    onTrouble: () => undefined,
    closed: over.resolve,
    async attempt({ body, position }) {
      if (isAway) {
        isAway = false;
        throw new Fault("StoreUnavailable", "It is away.");
      }
      bodies.push(body);
      waiting.delete(position);
      return null;
    },
  });
  lane.add([entry(1), entry(2), entry(3)]);
  await clock.until(over.promise);
  return bodies;
}

test("a lane that became another node's while the store was away is left to that node", async () => {
  expect(await delivered(() => undefined)).toEqual([]);
});

test("a lane that was another node's and is ours again at the next moment is delivered from its beginning, in order", async () => {
  expect(await delivered((lane) => lane.add(null))).toEqual([1, 2, 3, 4]);
  // Handed over by a commit of this node, which need not know what else waits.
  expect(await delivered((lane) => lane.add([entry(4)]))).toEqual([1, 2, 3, 4]);
});

test("what is left after others were deleted from the middle is delivered", async () => {
  expect(await delivered((lane) => lane.add(null), [2, 3])).toEqual([1, 4]);
});
