import { beforeEach, expect, onTestFinished, test } from "vitest";

import { openStore, type Store } from "../../src/storage/open-store.ts";
import { entryAt, newCase, referenceOf, said, turnOf } from "./support/turns.ts";

/** What the sweep takes at the very moment it is old, and what it leaves. */

const limit = 1_000_000;
let now: number;
let store: Store;

beforeEach(async () => {
  now = limit - 1;
  store = await openStore({ url: "sqlite::memory:", now: () => now });
  onTestFinished(() => store.close());
});

/** A conversation with everything that can hang on one, begun and last written in at this moment. */
async function talkAt(conversation: string, at: number, number?: string): Promise<void> {
  now = at;
  await store.turnStore.accept(referenceOf(conversation), { ...said(conversation, "m1"), at });
  const record = turnOf(conversation, 0, "m1", {
    lines: [{ from: "assistant", id: "r1", text: "an answer", at }],
    outcomes: [
      { article: "spotify-502", step: "status", device: "ios", result: "not-fixed", seconds: 3, status: "unknown" },
    ],
    watchStatus: ["spotify-502"],
    unclear: { text: "words", awaiting: "idle", alternatives: [] },
    feedback: [{ good: true, about: "answer:x" }],
    ...(number && { newCase: { ...newCase, number } }),
  });
  expect(await store.turnStore.commit(record)).toBe("stored");
}

async function closedAt(conversation: string, at: number, number: string): Promise<void> {
  now = at;
  await store.turnStore.accept(referenceOf(conversation), { ...said(conversation, "m2"), at });
  expect(await store.turnStore.commit(turnOf(conversation, 1, "m2", { lines: [], withdrawCase: number }))).toBe(
    "stored",
  );
}

type Kept = {
  transcript: unknown[];
  cases: unknown[];
  caseEvents: unknown[];
  unclear: unknown[];
  feedback: unknown[];
  outcomes: unknown[];
  watches: unknown[];
};
/** How much is left of a conversation: in the order of `Kept`; null where it is gone itself. */
async function left(conversation: string): Promise<number[] | null> {
  const [found] = (await store.privacy.exportOf(`user of ${conversation}`)).conversations as Kept[];
  if (!found) return null;
  const { transcript, cases, caseEvents, unclear, feedback, outcomes, watches } = found;
  return [transcript, cases, caseEvents, unclear, feedback, outcomes, watches].map((rows) => rows.length);
}
const sweep = (limits: { before?: number; casesBefore?: number } = {}): Promise<number> =>
  store.retention.sweep({ before: limit, casesBefore: limit, ...limits });

test("a conversation goes with all that hangs on it once it is older than the limit, and not at it", async () => {
  await talkAt("old", limit - 1);
  await talkAt("young", limit);
  expect(await sweep()).toBe(1);
  expect([await left("old"), await left("young")]).toEqual([null, [2, 0, 0, 1, 1, 1, 1]]);
  expect(await store.statusSubscriptions.conversationsWatching("spotify-502", 9)).toMatchObject([
    { conversation: "young" },
  ]);
  expect((await store.missedTexts.newest(9)).map(({ at }) => at)).toEqual([limit]);
});

test("of a conversation that goes on, what is old goes and what is young stays", async () => {
  await talkAt("both", limit - 1);
  now = limit;
  await store.turnStore.accept(referenceOf("both"), { ...said("both", "m2"), at: limit });
  const young = {
    unclear: { text: "young words", awaiting: "idle" as const, alternatives: [] },
    feedback: [{ good: false, about: "answer:y" }],
  };
  await store.turnStore.commit(
    turnOf("both", 1, "m2", { lines: [{ from: "assistant", id: "r2", text: "a young answer", at: limit }], ...young }),
  );
  expect(await sweep()).toBe(0);
  expect(await left("both")).toEqual([2, 0, 0, 1, 1, 0, 0]);
  expect((await store.missedTexts.newest(9)).map(({ text }) => text)).toEqual(["young words"]);
  // What was heard is forgotten with the rest: the same message is a new one again.
  expect(await store.turnStore.accept(referenceOf("both"), said("both", "m2"))).toBe("duplicate");
  expect(await store.turnStore.accept(referenceOf("both"), said("both", "m1"))).toBe("new");
});

test("a conversation with a case stays whole as long as the case, and the case stays until it was closed long enough", async () => {
  await talkAt("open", limit - 10, "C-1");
  await talkAt("ended", limit - 10, "C-2");
  await closedAt("ended", limit - 1, "C-2");
  await talkAt("just ended", limit - 10, "C-3");
  await closedAt("just ended", limit, "C-3");
  expect(await sweep()).toBe(1);
  const lines = async (conversation: string): Promise<number> =>
    (await store.transcripts.read(conversation, 0, 99)).length;
  expect([await lines("open"), await lines("ended"), await lines("just ended")]).toEqual([2, 0, 3]);
  expect([(await left("open"))?.slice(0, 2), await left("ended")]).toEqual([[2, 1], null]);
  expect([await store.cases.get("C-1"), await store.cases.get("C-2"), await store.cases.get("C-3")]).toMatchObject([
    { status: "waiting" },
    null,
    { status: "closed" },
  ]);
  expect(await store.cases.history("C-2")).toEqual([]);
});

test("cases may stay longer than talks, and talks longer than cases", async () => {
  await talkAt("a", limit - 10, "C-1");
  await closedAt("a", limit - 10, "C-1");
  await sweep({ casesBefore: limit - 10 });
  expect((await store.cases.get("C-1"))?.status).toBe("closed");
  await sweep({ before: limit - 10, casesBefore: limit });
  expect([await store.cases.get("C-1"), (await left("a"))?.slice(0, 2)]).toEqual([null, [3, 0]]);
});

test("a conversation in which something waits to be heard or to be delivered stays until that is done", async () => {
  await talkAt("to be heard", limit - 1);
  await store.turnStore.accept(referenceOf("to be heard"), { ...said("to be heard", "m2"), at: limit - 1 });
  await talkAt("to be told", limit - 1);
  await store.turnStore.accept(referenceOf("to be told"), { ...said("to be told", "m2"), at: limit - 1 });
  await store.turnStore.commit(turnOf("to be told", 1, "m2", { outbox: [{ destination: "channel", body: "later" }] }));
  expect(await sweep()).toBe(0);
  await store.turnStore.commit(turnOf("to be heard", 1, "m2"));
  await store.outbox.recordResults([{ type: "delivered", ...(await entryAt(store, "to be told", 1)) }]);
  expect(await sweep()).toBe(2);
});

test("what could not be delivered is kept until it is old, and no longer", async () => {
  for (const [conversation, at] of [["old", limit - 1] as const, ["young", limit] as const]) {
    await talkAt(conversation, at);
    await store.turnStore.accept(referenceOf(conversation), { ...said(conversation, "m2"), at });
    await store.turnStore.commit(turnOf(conversation, 1, "m2", { outbox: [{ destination: "channel", body: "lost" }] }));
    await store.outbox.recordResults([
      { type: "failed", ...(await entryAt(store, conversation, 1)), attempts: 9, reason: "away" },
    ]);
  }
  await sweep();
  expect((await store.outbox.deadLetters(9)).map(({ conversation }) => conversation)).toEqual(["young"]);
});

test("however many there are, and in whatever order they began, each that is old goes, once", async () => {
  for (let count = 0; count < 450; count++) await talkAt(`talk ${count % 7} ${count}`, limit - 1 - (count % 5));
  await talkAt("young", limit);
  expect(await sweep()).toBe(450);
  expect(await sweep()).toBe(0);
  expect(await left("young")).not.toBeNull();
});
