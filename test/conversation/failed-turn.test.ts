import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";

import { guidesOf } from "../../dialogs/guides.ts";
import type { CaseEvent } from "../../dialogs/events.ts";
import { deserializeState } from "../../dialogs/stored-state.ts";
import { callQueue } from "../../src/storage/connectors.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { createConversations } from "../../src/conversation/turn-queue.ts";
import type { TurnRecord } from "../../src/conversation/ports.ts";
import { openInterpreter } from "../../src/understanding/load-models.ts";
import { temporaryFolder } from "../storage/support/databases.ts";
import { referenceOf, said } from "../storage/support/turns.ts";
import { testArticles } from "../support/test-articles.ts";

/** Turns of which the ones named in `broken` fail inside wherever they are tried in the ordinary way. */
async function openTurns(broken: readonly string[], url = "sqlite::memory:") {
  const store = await openStore({ url });
  onTestFinished(() => store.close());
  const tries = new Map<string, number>();
  const replied: boolean[] = [];
  /** At once, in the queue; the third time is what makes up for it. */
  const breakOn = ({ incomingId }: TurnRecord): void => {
    const count = (tries.get(incomingId) ?? 0) + 1;
    tries.set(incomingId, count);
    if (broken.includes(incomingId) && count <= 2) throw new Error("a fault of ours");
  };
  const { turnStore } = store;
  const conversations = createConversations({
    store: {
      ...turnStore,
      commit: (record) => (breakOn(record), turnStore.commit(record)),
      acceptAndCommit: (snapshot, accepted, record) => (
        breakOn(record),
        turnStore.acceptAndCommit(snapshot, accepted, record)
      ),
    },
    understand: openInterpreter({ articles: testArticles }),
    guides: guidesOf(testArticles),
    status: () => ({}),
    desk: () => ({ state: "staffed" }),
    now: Date.now,
    newCaseNumber: () => "C-1",
    connectors: ["chatwoot"],
    watch: { taken: () => undefined, failed: (_failure, _error, wasReplied) => replied.push(wasReplied) },
  });
  const take = async (id: string, what: string | CaseEvent): Promise<void> => {
    const input = typeof what === "string" ? said("a", id, what).input : ({ kind: "happened", event: what } as const);
    await (
      await conversations.receive(referenceOf("a"), { ...said("a", id), input })
    ).finished;
  };
  const lines = async () =>
    (await store.transcripts.read("a", 0, 100)).map(({ from, text, author }) => `${author ?? from}: ${text}`);
  const saved = async () => deserializeState((await turnStore.load("a")).saved).state;
  return { take, lines, saved, replied, store };
}

const claimed = { type: "case.claimed", agent: "Ana" } as const;

test("an agent's words are shown as they are although their turn failed inside, and nobody apologises", async () => {
  const { take, lines, saved, replied } = await openTurns(["words"]);
  await take("m1", "person");
  await take("claim", claimed);
  const before = await lines();
  await take("words", { type: "case.said", agent: "Ana", text: "Hello Kim" });
  expect((await lines()).slice(before.length)).toEqual(["Ana: Hello Kim"]);
  expect(await saved()).toMatchObject({ person: "active", case: "C-1" });
  expect(replied).toEqual([true]);
});

test("words that also claim the case give the conversation to their agent", async () => {
  const { take, saved } = await openTurns(["words"]);
  await take("m1", "person");
  await take("words", { type: "case.said", agent: "Ana", text: "Hello Kim" });
  expect(await saved()).toMatchObject({ person: "active" });
});

test.each([
  ["case.closed", "none"],
  ["case.returned", "none"],
  ["case.released", "waiting"],
] as const)("%s leaves nobody silent although its turn failed inside", async (type, person) => {
  const { take, saved, lines } = await openTurns(["end"]);
  await take("m1", "person");
  await take("claim", claimed);
  await take("end", { type, agent: "Ana" });
  expect((await saved()).person).toBe(person);
  await take("m2", "hello");
  expect((await lines()).at(-1)).toMatch(/^assistant: /);
});

test("what a person wrote to their agent is told to the other systems although its turn failed inside", async () => {
  const { take, lines, store } = await openTurns(["m2"]);
  await take("m1", "person");
  await take("claim", claimed);
  await take("m2", "a red lamp");
  expect((await lines()).at(-1)).toBe("user: a red lamp");
  const waiting = await store.outbox.pending(callQueue({ connector: "chatwoot", number: "C-1" }), 0, 10);
  expect(waiting?.entries.map(({ body }) => body)).toContainEqual({
    number: "C-1",
    call: { kind: "user-message", id: "m2", text: "a red lamp" },
  });
});

test("an unreadable record of a conversation with an open case keeps to the agent", async () => {
  const path = join(temporaryFolder(), "store.db");
  const open = () => openTurns([], `sqlite:${path}`);
  const before = await open();
  await before.take("m1", "person");
  await before.take("claim", claimed);
  await before.store.close();
  const database = new DatabaseSync(path);
  database.exec("update cases set status = 'active', assignee = 'ana'");
  database.exec('update conversations set saved = \'{"v": 1, "case\'');
  database.close();
  const after = await open();
  await after.take("m2", "a red lamp");
  expect((await after.lines()).at(-1)).toBe("user: a red lamp");
  expect(await after.saved()).toMatchObject({ person: "active", case: "C-1" });
  await after.take("words", { type: "case.said", agent: "Ana", text: "Hello Kim" });
  expect((await after.lines()).at(-1)).toBe("Ana: Hello Kim");
});
