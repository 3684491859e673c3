import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import type { ConversationQueue } from "../../src/delivery/conversation-queue.ts";
import type { DeliveryResult, OutboxStore, StoredEntry } from "../../src/conversation/outbox-ports.ts";
import { openTestQueue } from "./support/open-test-queue.ts";

const entry = (position: number): StoredEntry => ({
  conversation: "a",
  position,
  destination: "channel",
  body: position,
  attempts: 0,
  createdAt: 0,
});

/**
 * A queue with entries 1 to 3 whose first attempt finds the store unavailable; `meanwhile` happens during the read that
 * follows, which says that another node holds the lease. `erased`: entries erased before that.
 */
async function deliveredAfterOutage(
  meanwhile: (queue: ConversationQueue) => void,
  erased: readonly number[] = [],
): Promise<unknown[]> {
  const bodies: unknown[] = [];
  let isUnavailable = true;
  let reads = 0;
  const waiting = new Map(
    [1, 2, 3, 4].filter((position) => !erased.includes(position)).map((position) => [position, entry(position)]),
  );
  const store = {
    async pending(_conversation: string, after: number) {
      // A queue that reads in a loop would let no time pass, and so no test fail.
      await new Promise(setImmediate);
      if (reads++ === 0) {
        meanwhile(queue);
        return null;
      }
      return { entries: [...waiting.values()].filter(({ position }) => position > after), newest: 4 };
    },
    recordResults: async (results: readonly DeliveryResult[]) => results.map(() => true),
  } as unknown as OutboxStore;
  const { queue, over } = openTestQueue({
    store,
    async attempt({ body, position }) {
      if (isUnavailable) {
        isUnavailable = false;
        throw new AppError("StoreUnavailable", "The database is unavailable.");
      }
      bodies.push(body);
      waiting.delete(position);
      return null;
    },
  });
  queue.add([entry(1), entry(2), entry(3)]);
  await over;
  return bodies;
}

/**
 * A queue over a store with the entries `stored`; `attempt` and `onRead` may change both. Resolves with what was
 * delivered, as `position@createdAt`.
 */
async function runQueue(options: {
  stored: StoredEntry[];
  first: readonly StoredEntry[] | null;
  attempt?: (entry: StoredEntry, queue: ConversationQueue) => number | null;
  onRead?: (queue: ConversationQueue) => void;
}): Promise<string[]> {
  const { stored, first, attempt = () => null, onRead = () => undefined } = options;
  const delivered: string[] = [];
  const store = {
    async pending(_conversation: string, after: number) {
      await new Promise(setImmediate);
      const entries = stored.filter(({ position }) => position > after);
      const newest = Math.max(0, ...stored.map(({ position }) => position));
      onRead(queue);
      return { entries, newest };
    },
    recordResults: async (results: readonly DeliveryResult[]) => results.map(() => true),
  } as unknown as OutboxStore;
  const { queue, over } = openTestQueue({
    store,
    async attempt(one) {
      const ms = attempt(one, queue);
      // What is no longer stored is not delivered; what is delivered stays stored until its result is written.
      if (ms === null && stored.some((other) => other.position === one.position && other.createdAt === one.createdAt))
        delivered.push(`${one.position}@${one.createdAt}`);
      return ms;
    },
  });
  queue.add(first);
  await over;
  return delivered;
}

test("after a conversation was deleted and started again while old entries waited, all new ones are delivered once", async () => {
  const old = [5, 6, 7].map(entry);
  const restarted = Array.from({ length: 9 }, (_, at) => ({ ...entry(at + 1), createdAt: 8 }));
  const stored = [...old];
  let attempts = 0;
  const delivered = await runQueue({
    stored,
    first: old,
    attempt(_entry, queue) {
      if (attempts++ > 0) return null;
      stored.splice(0, old.length, ...restarted);
      for (const one of restarted) queue.add([one]);
      return 1_000;
    },
  });
  expect(delivered).toEqual(restarted.map(({ position }) => `${position}@8`));
});

test("the first new entry of such a conversation is delivered although an old one is being delivered", async () => {
  const stored = [entry(7)];
  const [restarted] = [{ ...entry(1), createdAt: 8 }];
  const delivered = await runQueue({
    stored,
    first: [entry(7)],
    attempt(one, queue) {
      if (one.createdAt === 8) return null;
      stored.splice(0, 1, restarted);
      queue.add([restarted]);
      return null;
    },
  });
  expect(delivered).toEqual(["1@8"]);
});

test("an entry committed during or after a read is delivered once", async () => {
  const stored = [1, 2].map(entry);
  const committed = [entry(3), entry(4)];
  let reads = 0;
  const delivered = await runQueue({
    stored,
    first: null,
    onRead(queue) {
      if (reads++ > 0) return;
      queue.add([entry(2)]);
      stored.push(...committed);
      for (const one of committed) queue.add([one]);
    },
  });
  expect(delivered).toEqual(["1@0", "2@0", "3@0", "4@0"]);
});

test("a queue whose lease another node took during an outage is left to that node", async () => {
  expect(await deliveredAfterOutage(() => undefined)).toEqual([]);
});

test("a queue whose lease comes back at once is delivered from its first entry, in order", async () => {
  expect(await deliveredAfterOutage((queue) => queue.add(null))).toEqual([1, 2, 3, 4]);
  // Added by a commit of this node, which need not know what else waits.
  expect(await deliveredAfterOutage((queue) => queue.add([entry(4)]))).toEqual([1, 2, 3, 4]);
});

test("entries around erased ones are delivered", async () => {
  expect(await deliveredAfterOutage((queue) => queue.add(null), [2, 3])).toEqual([1, 4]);
});
