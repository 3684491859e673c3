import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import type { ConversationQueue } from "../../src/delivery/conversation-queue.ts";
import type { DeliveryResult, OutboxStore, StoredEntry } from "../../src/conversation/outbox-ports.ts";
import { laneOn } from "./support/lane-on.ts";

const entry = (position: number): StoredEntry => ({
  conversation: "a",
  position,
  destination: "channel",
  body: position,
  attempts: 0,
  createdAt: 0,
});

/**
 * A lane with entries 1 to 3 whose first attempt finds the store away; `meanwhile` happens while the store is asked
 * whose the lane is, which says: another's.
 * `gone`: entries that were deleted before that.
 */
async function delivered(
  meanwhile: (lane: ConversationQueue) => void,
  gone: readonly number[] = [],
): Promise<unknown[]> {
  const bodies: unknown[] = [];
  let isAway = true;
  let looks = 0;
  const waiting = new Map(
    [1, 2, 3, 4].filter((position) => !gone.includes(position)).map((position) => [position, entry(position)]),
  );
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
    mark: async (marks: readonly DeliveryResult[]) => marks.map(() => true),
  } as unknown as OutboxStore;
  const { lane, over } = laneOn({
    store,
    async attempt({ body, position }) {
      if (isAway) {
        isAway = false;
        throw new AppError("StoreUnavailable", "It is away.");
      }
      bodies.push(body);
      waiting.delete(position);
      return null;
    },
  });
  lane.add([entry(1), entry(2), entry(3)]);
  await over;
  return bodies;
}

/**
 * A lane over a store that holds `stored`; `attempt` and `reads` may change both. Gives what was delivered, as
 * `position@createdAt`.
 */
async function runLane(options: {
  stored: StoredEntry[];
  first: readonly StoredEntry[] | null;
  attempt?: (entry: StoredEntry, lane: ConversationQueue) => number | null;
  reads?: (lane: ConversationQueue) => void;
}): Promise<string[]> {
  const { stored, first, attempt = () => null, reads = () => undefined } = options;
  const said: string[] = [];
  const store = {
    async pending(_conversation: string, after: number) {
      await new Promise(setImmediate);
      const entries = stored.filter(({ position }) => position > after);
      const newest = Math.max(0, ...stored.map(({ position }) => position));
      reads(lane);
      return { entries, newest };
    },
    mark: async (marks: readonly DeliveryResult[]) => marks.map(() => true),
  } as unknown as OutboxStore;
  const { lane, over } = laneOn({
    store,
    async attempt(one) {
      const ms = attempt(one, lane);
      // What is not in the store any more is not said; what is said stays there until its mark is written.
      if (ms === null && stored.some((other) => other.position === one.position && other.createdAt === one.createdAt))
        said.push(`${one.position}@${one.createdAt}`);
      return ms;
    },
  });
  lane.add(first);
  await over;
  return said;
}

test("a conversation that was deleted and begun anew while its old replies waited says all of its new ones, each once", async () => {
  const old = [5, 6, 7].map(entry);
  const anew = Array.from({ length: 9 }, (_, at) => ({ ...entry(at + 1), createdAt: 8 }));
  const stored = [...old];
  let attempts = 0;
  const said = await runLane({
    stored,
    first: old,
    attempt(_entry, lane) {
      if (attempts++ > 0) return null;
      stored.splice(0, old.length, ...anew);
      for (const one of anew) lane.add([one]);
      return 1_000;
    },
  });
  expect(said).toEqual(anew.map(({ position }) => `${position}@8`));
});

test("the first new reply of such a conversation is said although the channel is busy with an old one", async () => {
  const stored = [entry(7)];
  const [anew] = [{ ...entry(1), createdAt: 8 }];
  const said = await runLane({
    stored,
    first: [entry(7)],
    attempt(one, lane) {
      if (one.createdAt === 8) return null;
      stored.splice(0, 1, anew);
      lane.add([anew]);
      return null;
    },
  });
  expect(said).toEqual(["1@8"]);
});

test("a reply that a commit tells of while the store is read, or after it was read, is said once", async () => {
  const stored = [1, 2].map(entry);
  const told = [entry(3), entry(4)];
  let reads = 0;
  const said = await runLane({
    stored,
    first: null,
    reads(lane) {
      if (reads++ > 0) return;
      lane.add([entry(2)]);
      stored.push(...told);
      for (const one of told) lane.add([one]);
    },
  });
  expect(said).toEqual(["1@0", "2@0", "3@0", "4@0"]);
});

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
