import { beforeEach, describe, expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import type { InboundMessage, LoadedConversation } from "../../src/conversation/ports.ts";
import { createSubscriptionNotifier, type SubscriptionNotifier } from "../../src/status-feed/subscriptions.ts";
import type { StatusSubscription } from "../../src/status-feed/notify-subscriber.ts";
import { createRecordedLog, type LogLine } from "../support/recorded-log.ts";
import { makeFakeClock } from "./support/fake-clock.ts";

const article = "spotify-502";
const clock = makeFakeClock();

/** What outlives a process: the wishes, the conversations, and what was accepted for them. */
type World = {
  wishes: Map<string, StatusSubscription>;
  deleted: Set<string>;
  accepted: InboundMessage[];
  broken: Set<"accept" | "forget" | "list">;
  unreachable: Set<string>;
};
let world: World;
let lines: LogLine[];

beforeEach(() => {
  world = { wishes: new Map(), deleted: new Set(), accepted: [], broken: new Set(), unreachable: new Set() };
  lines = [];
});

function wish(conversation: string, since = 1_000): void {
  world.wishes.set(conversation, { conversation, since });
}

function failIf(part: "accept" | "forget" | "list"): void {
  if (world.broken.has(part)) throw new AppError("StoreUnavailable", "The store is away.");
}

/** A node: what is lost when its process ends. */
function startNode(
  options: { batch?: number; finished?: Promise<void>; atOnce?: (count: number) => void } = {},
): SubscriptionNotifier {
  const recorded = createRecordedLog();
  lines = recorded.lines;
  return createSubscriptionNotifier({
    clock,
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    log: recorded.log,
    subscriptions: {
      conversationsWatching: async (_, limit) => {
        failIf("list");
        const found = [...world.wishes.values()].toSorted((a, b) => a.since - b.since).slice(0, limit);
        options.atOnce?.(found.length);
        return found;
      },
      forget: async (_, conversation) => {
        failIf("forget");
        world.wishes.delete(conversation);
      },
    },
    load: async (conversation) => {
      if (world.deleted.has(conversation)) throw new AppError("NotFound", "There is no such conversation.");
      return {
        reference: { conversation, address: { of: conversation } },
        saved: null,
        version: 1,
      } as unknown as LoadedConversation;
    },
    conversations: {
      receive: async (reference, incoming) => {
        failIf("accept");
        if (world.unreachable.has(reference.conversation)) throw new Error("cannot be accepted");
        const seen = world.accepted.some(
          ({ id, conversation }) => id === incoming.id && conversation === incoming.conversation,
        )
          ? "duplicate"
          : "new";
        if (seen === "new") world.accepted.push(incoming);
        return { seen, finished: options.finished ?? Promise.resolve() };
      },
    },
  });
}

const notified = () => world.accepted.map(({ conversation }) => conversation);

describe("the news that an incident is over", () => {
  test("reaches each conversation that waits for it, longest waiting first, and then the wish is gone", async () => {
    wish("late", 2_000);
    wish("early", 1_000);
    expect(await startNode().deliver(article)).toBe(2);
    expect(world.accepted).toEqual([
      {
        id: "status-over:spotify-502:1000",
        conversation: "early",
        at: clock.now(),
        input: { kind: "happened", event: { type: "status.over" } },
      },
      {
        id: "status-over:spotify-502:2000",
        conversation: "late",
        at: clock.now(),
        input: { kind: "happened", event: { type: "status.over" } },
      },
    ]);
    expect(world.wishes.size).toBe(0);
  });
});

describe("the news is not lost and not doubled", () => {
  test("when the process ends between telling and forgetting", async () => {
    wish("a");
    world.broken.add("forget");
    await startNode().deliver(article);
    world.broken.clear();
    expect(await startNode().deliver(article)).toBe(0);
    expect(notified()).toEqual(["a"]);
    expect(world.wishes.size).toBe(0);
  });

  test("when the process ends before telling", async () => {
    wish("a");
    world.broken.add("accept");
    await startNode().deliver(article);
    expect(notified()).toEqual([]);
    world.broken.clear();
    await startNode().deliver(article);
    expect(notified()).toEqual(["a"]);
  });

  test("when several nodes see the end at their own times", async () => {
    for (const name of ["a", "b", "c"]) wish(name);
    const nodes = [startNode(), startNode(), startNode()];
    const counts = await Promise.all(nodes.map((node) => node.deliver(article)));
    expect(notified().toSorted()).toEqual(["a", "b", "c"]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(3);
  });

  test("comes once more to who wants to hear of the next incident too", async () => {
    const node = startNode();
    wish("a", 1_000);
    await node.deliver(article);
    wish("a", 9_000);
    await node.deliver(article);
    expect(notified()).toEqual(["a", "a"]);
  });
});

describe("a run", () => {
  test("goes out in batches that are never larger than allowed", async () => {
    for (let index = 0; index < 10; index += 1) wish(`c${index}`, index);
    const sizes: number[] = [];
    expect(await startNode({ batch: 4, atOnce: (count) => sizes.push(count) }).deliver(article)).toBe(10);
    expect(sizes).toEqual([4, 4, 2]);
  });

  test("asked for twice at the same time runs once", async () => {
    wish("a");
    const listed: number[] = [];
    const node = startNode({ atOnce: (count) => listed.push(count) });
    await Promise.all([node.deliver(article), node.deliver(article)]);
    expect(listed).toEqual([1]);
  });

  test("passes over a conversation that is deleted", async () => {
    wish("gone");
    world.deleted.add("gone");
    expect(await startNode().deliver(article)).toBe(0);
    expect(world.wishes.size).toBe(0);
    expect(lines).toEqual([]);
  });
});

describe("a failure", () => {
  test("of one conversation keeps its subscription, is logged once, and does not block the others in the end", async () => {
    wish("stuck", 1);
    for (const name of ["a", "b"]) wish(name);
    world.unreachable.add("stuck");
    const node = startNode({ batch: 2 });
    await node.deliver(article);
    await node.deliver(article);
    expect(notified()).toEqual(["a", "b"]);
    expect([...world.wishes.keys()]).toEqual(["stuck"]);
    expect(lines).toMatchObject([{ level: "warn", conversation: "stuck" }]);
  });

  test("of the store ends the run; the next one finds everything", async () => {
    wish("a");
    world.broken.add("list");
    const node = startNode();
    expect(await node.deliver(article)).toBe(0);
    expect(lines).toMatchObject([{ level: "warn", article, err: { code: "StoreUnavailable" } }]);
    world.broken.clear();
    expect(await node.deliver(article)).toBe(1);
  });
});

test("stopping waits for the turns that run, and begins no more", async () => {
  for (const name of ["a", "b", "c"]) wish(name);
  const turn = Promise.withResolvers<void>();
  const node = startNode({ batch: 1, finished: turn.promise });
  const delivering = node.deliver(article);
  const stopping = node.stop();
  turn.resolve();
  await stopping;
  expect(await delivering).toBe(1);
  expect(await node.deliver(article)).toBe(0);
  expect(notified()).toEqual(["a"]);
});
