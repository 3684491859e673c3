import fc from "fast-check";
import { expect, test } from "vitest";

import type { ConversationQueue } from "../../src/delivery/conversation-queue.ts";
import type { DeliveryResult, OutboxStore, StoredEntry } from "../../src/conversation/outbox-ports.ts";
import { laneOn } from "./support/lane-on.ts";

/**
 * What happens beside a lane: a commit of this node, one of another node, a delivery that fails, a deletion after which
 * the conversation begins anew.
 */
const happening = fc.constantFrom(
  "own" as const,
  "own" as const,
  "other" as const,
  "failure" as const,
  "anew" as const,
);
/** For each time that somebody waits, what happens meanwhile. */
const happenings = fc.array(fc.array(happening, { maxLength: 3 }), { maxLength: 12 });

type World = {
  /** Numbers the lives of the conversation; entries carry it as the time they were made. */
  life: number;
  /** Position of the life's newest entry. */
  newest: number;
  /** Whether the store holds the lane for this node. */
  isHeld: boolean;
  stored: StoredEntry[];
  said: StoredEntry[];
  /** Left in the store by a lane that was let go: nobody would ever look for them. */
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
    createdAt: world.life,
  };
  world.stored.push(made);
  return made;
}

function happen(what: "own" | "other" | "failure" | "anew", world: World, lane: ConversationQueue): void {
  if (what === "own") lane.add([commit(world)]);
  // In a lane that is not held the other node's entries would be its own to deliver.
  if (what === "other" && world.isHeld) commit(world);
  if (what === "failure") world.fails = true;
  if (what === "anew") Object.assign(world, { life: world.life + 1, newest: 0, isHeld: false, stored: [] });
}

/** The store as the lane sees it; what is read is as old as the question. */
function storeOf(world: World, meanwhile: () => Promise<void>): OutboxStore {
  return {
    async pending(_conversation: string, after: number) {
      const { newest, isHeld } = world;
      const entries = world.stored.filter(({ position }) => position > after);
      await meanwhile();
      return isHeld ? { entries, newest } : null;
    },
    async mark(marks: readonly DeliveryResult[]) {
      const given = marks.map((mark) => mark.type === "released" && world.isHeld && mark.position === world.newest);
      if (given.includes(true)) {
        world.isHeld = false;
        world.lost.push(...world.stored);
      }
      await meanwhile();
      return given;
    },
  } as unknown as OutboxStore;
}

/** One lane, from its opening to its end. */
async function runOne(world: World, left: ("own" | "other" | "failure" | "anew")[][]): Promise<void> {
  const meanwhile = async (): Promise<void> => {
    await new Promise(setImmediate);
    for (const what of left.shift() ?? []) happen(what, world, lane);
  };
  const store = storeOf(world, meanwhile);
  const attempt = async ({ position, createdAt }: StoredEntry): Promise<number | null> => {
    await meanwhile();
    if (world.fails) {
      world.fails = false;
      return 1_000;
    }
    const at = world.stored.findIndex((one) => one.position === position && one.createdAt === createdAt);
    if (at >= 0) world.said.push(...world.stored.splice(at, 1));
    return null;
  };
  const { lane, over } = laneOn({ store, attempt });
  lane.add(null);
  await over;
}

test("whatever is stored, deleted or fails while a lane is read and delivered, each entry is said once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 4 }), happenings, async (before, left) => {
      const world: World = { life: 1, newest: 0, isHeld: false, stored: [], said: [], lost: [], fails: false };
      for (let count = 0; count < before; count += 1) commit(world);
      const plan = [...left];
      // A lane that is still held is found by the next look into the store.
      for (let looks = 0; looks === 0 || (world.isHeld && looks < 20); looks += 1) await runOne(world, plan);
      expect([world.lost, world.stored]).toEqual([[], []]);
      for (let life = 1; life <= world.life; life += 1) {
        const positions = world.said.filter(({ createdAt }) => createdAt === life).map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 400 },
  );
});
