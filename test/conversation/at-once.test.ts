import { expect, onTestFinished, test } from "vitest";

import { guidesOf } from "../../dialogs/guides.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { createConversations } from "../../src/conversation/turn-queue.ts";
import type { InboundMessage, TurnStore } from "../../src/conversation/ports.ts";
import type { Interpret } from "../../src/understanding/interpretation/interpretation.ts";
import { referenceOf, said } from "../storage/support/turns.ts";
import { testArticles } from "../support/test-articles.ts";

/** The queue of turns on a store in memory; `change` stands in for parts of the store. */
async function openQueue(options: { understand?: Interpret; change?: (store: TurnStore) => Partial<TurnStore> } = {}) {
  const store = await openStore({ url: "sqlite::memory:" });
  onTestFinished(() => store.close());
  const understand: Interpret = options.understand ?? (() => ({ events: [{ type: "greeting" }], alternatives: [] }));
  const conversations = createConversations({
    store: { ...store.turnStore, ...options.change?.(store.turnStore) },
    understand,
    guides: guidesOf(testArticles),
    status: () => ({}),
    desk: () => ({ state: "staffed" }),
    now: Date.now,
    newCaseNumber: () => "C",
    watch: { taken: () => undefined, failed: () => undefined },
  });
  const lines = async () => (await store.transcripts.read("a", 0, 100)).map(({ from, id }) => `${from} ${id}`);
  return { conversations, lines, store };
}

const answered = (...ids: string[]): string[] => ids.flatMap((id) => [`user ${id}`, `assistant reply-${id}`]);

test("a message that nothing waits before has its answer when its sender is answered", async () => {
  const { conversations, lines } = await openQueue();
  await conversations.receive(referenceOf("a"), said("a", "m1"));
  expect(await lines()).toEqual(answered("m1"));
});

test("messages that come together are answered one after the other, each once", async () => {
  const { conversations, lines } = await openQueue();
  const ids = ["m1", "m2", "m3", "m2", "m1"];
  const received = await Promise.all(ids.map((id) => conversations.receive(referenceOf("a"), said("a", id))));
  expect(received.map(({ seen }) => seen)).toEqual(["new", "new", "new", "duplicate", "duplicate"]);
  await conversations.idle();
  expect(await lines()).toEqual(answered("m1", "m2", "m3"));
});

test("a message that another node was faster with goes through the queue", async () => {
  const { conversations, lines } = await openQueue({ change: () => ({ acceptAndCommit: async () => "conflict" }) });
  const { seen, finished } = await conversations.receive(referenceOf("a"), said("a", "m1"));
  await finished;
  expect([seen, await lines()]).toEqual(["new", answered("m1")]);
});

test("a turn that fails inside is stored all the same, and ends in words", async () => {
  const broken: Interpret = () => {
    throw new Error("a fault of ours");
  };
  const { conversations, lines } = await openQueue({ understand: broken });
  const { seen, finished } = await conversations.receive(referenceOf("a"), said("a", "m1"));
  await finished;
  expect([seen, await lines()]).toEqual(["new", answered("m1")]);
});

test("a message that comes while an earlier one is on its way into the queue stays behind it", async () => {
  const held = Promise.withResolvers<void>();
  const change = (store: TurnStore): Partial<TurnStore> => ({
    acceptAndCommit: async () => "conflict",
    async accept(reference, incoming, clientMetadata) {
      if (incoming.id === "m1") await held.promise;
      return store.accept(reference, incoming, clientMetadata);
    },
  });
  const { conversations, lines } = await openQueue({ change });
  const first = conversations.receive(referenceOf("a"), said("a", "m1"));
  const second = conversations.receive(referenceOf("a"), said("a", "m2"));
  held.resolve();
  await Promise.all([first, second]);
  await conversations.idle();
  expect((await lines()).filter((line) => line.startsWith("user"))).toEqual(["user m1", "user m2"]);
});

test("a reply that its sender waits for is given to it and not pushed as well", async () => {
  const { conversations, store } = await openQueue();
  const incoming: InboundMessage = said("a", "m1");
  expect(await conversations.receiveAndReply(referenceOf("a"), incoming)).toHaveLength(1);
  expect((await store.outbox.backlog()).waiting).toBe(0);
  await conversations.receive(referenceOf("a"), said("a", "m2"));
  expect((await store.outbox.backlog()).waiting).toBe(1);
});
