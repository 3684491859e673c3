import fc from "fast-check";
import { expect, test } from "vitest";

import type { ConversationQueue } from "../../src/delivery/conversation-queue.ts";
import type { DeliveryResult, OutboxStore, StoredEntry } from "../../src/conversation/outbox-ports.ts";
import { openTestQueue } from "./support/open-test-queue.ts";

/**
 * What may happen while a queue runs: a commit of this node, one of another node, a failed delivery, a deletion after
 * which the conversation starts again.
 */
const anyEvent = fc.constantFrom(
  "own" as const,
  "own" as const,
  "other" as const,
  "failure" as const,
  "restart" as const,
);
/** What happens during each wait. */
const eventsPerWait = fc.array(fc.array(anyEvent, { maxLength: 3 }), { maxLength: 12 });

type World = {
  /** Number of the conversation's incarnation; entries carry it as `createdAt`. */
  incarnation: number;
  /** Position of the newest entry of this incarnation. */
  newest: number;
  /** Whether this node holds the lease. */
  isHeld: boolean;
  stored: StoredEntry[];
  delivered: StoredEntry[];
  /** Left in the store when the lease was released: nobody would ever deliver them. */
  lost: StoredEntry[];
  fails: boolean;
};

function commit(world: World): StoredEntry {
  world.newest += 1;
  world.isHeld = true;
  const made = {
    conversation: "a",
    position: world.newest,
    destination: "channel",
    body: null,
    attempts: 0,
    createdAt: world.incarnation,
  };
  world.stored.push(made);
  return made;
}

function apply(event: "own" | "other" | "failure" | "restart", world: World, queue: ConversationQueue): void {
  if (event === "own") queue.add([commit(world)]);
  // Without our lease the other node would take it and deliver its entry itself.
  if (event === "other" && world.isHeld) commit(world);
  if (event === "failure") world.fails = true;
  if (event === "restart")
    Object.assign(world, { incarnation: world.incarnation + 1, newest: 0, isHeld: false, stored: [] });
}

/** The store as the queue sees it; a read returns the state from when it began. */
function storeOf(world: World, meanwhile: () => Promise<void>): OutboxStore {
  return {
    async pending(_conversation: string, after: number) {
      const { newest, isHeld } = world;
      const entries = world.stored.filter(({ position }) => position > after);
      await meanwhile();
      return isHeld ? { entries, newest } : null;
    },
    async recordResults(results: readonly DeliveryResult[]) {
      const found = results.map(
        (result) => result.type === "released" && world.isHeld && result.position === world.newest,
      );
      if (found.includes(true)) {
        world.isHeld = false;
        world.lost.push(...world.stored);
      }
      await meanwhile();
      return found;
    },
  } as unknown as OutboxStore;
}

/** Runs one queue from its opening to its end. */
async function runOne(world: World, left: ("own" | "other" | "failure" | "restart")[][]): Promise<void> {
  const meanwhile = async (): Promise<void> => {
    await new Promise(setImmediate);
    for (const event of left.shift() ?? []) apply(event, world, queue);
  };
  const store = storeOf(world, meanwhile);
  const attempt = async ({ position, createdAt }: StoredEntry): Promise<number | null> => {
    await meanwhile();
    if (world.fails) {
      world.fails = false;
      return 1_000;
    }
    const at = world.stored.findIndex((one) => one.position === position && one.createdAt === createdAt);
    if (at >= 0) world.delivered.push(...world.stored.splice(at, 1));
    return null;
  };
  const { queue, over } = openTestQueue({ store, attempt });
  queue.add(null);
  await over;
}

test("whatever is committed, deleted or fails while a queue is read and delivered, each entry is delivered once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 4 }), eventsPerWait, async (before, left) => {
      const world: World = {
        incarnation: 1,
        newest: 0,
        isHeld: false,
        stored: [],
        delivered: [],
        lost: [],
        fails: false,
      };
      for (let count = 0; count < before; count += 1) commit(world);
      const plan = [...left];
      // A lease still held is found by the next poll.
      for (let polls = 0; polls === 0 || (world.isHeld && polls < 20); polls += 1) await runOne(world, plan);
      expect([world.lost, world.stored]).toEqual([[], []]);
      for (let incarnation = 1; incarnation <= world.incarnation; incarnation += 1) {
        const positions = world.delivered
          .filter(({ createdAt }) => createdAt === incarnation)
          .map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 400 },
  );
});
