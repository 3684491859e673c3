import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";

import { openStore, type Store } from "../../src/storage/open-store.ts";
import { type OpenStore, sqliteFile, sqliteMemory, temporaryFolder } from "./support/databases.ts";
import { postgresPlace } from "./support/postgres.ts";
import { questionReply } from "../support/replies.ts";
import { newCase, referenceOf, said, turnOf, entryAt } from "./support/turns.ts";

const marker = "MARKER-kim@example.com";
const day = 86_400_000;

/** A talk with everything that can hang on one. */
async function talkOf(
  store: Store,
  conversation: string,
  options: { user?: string; number?: string; at?: number } = {},
): Promise<void> {
  const { user = `user of ${conversation}`, number, at = 1_000 } = options;
  const reference = referenceOf(conversation, { user, userName: marker, page: `https://shop.example/${marker}` });
  await store.turnStore.accept(
    reference,
    { ...said(conversation, "m1", `my address is ${marker}`), at },
    { name: marker, attachments: [{ name: `${marker}.png` }] },
  );
  const file = { id: `file of ${conversation}`, name: `${marker}.png`, type: "image/png", size: 4 };
  await store.attachments.add({ conversation, line: "m1", at }, [{ ...file, content: Buffer.from(marker) }]);
  const record = turnOf(conversation, 0, "m1", {
    outbox: [{ destination: "channel", body: { line: marker } }],
    outcomes: [
      { article: "spotify-502", step: "status", device: "ios", result: "not-fixed", seconds: 3, status: "unknown" },
    ],
    watchStatus: ["spotify-502"],
    unclear: { text: marker, awaiting: "idle", alternatives: [] },
    lines: [{ from: "assistant", id: "r1", text: "answer to m1", at }],
    feedback: [{ good: true, about: "answer:x" }],
    ...(number ? { newCase: { ...newCase, number, subject: `about ${marker}` } } : {}),
  });
  expect(await store.turnStore.commit(record)).toBe("stored");
}

const textsOf = async (store: Store, conversation: string): Promise<string[]> =>
  (await store.transcripts.read(conversation, 0, 99)).map(({ text }) => text);

describe.each([sqliteFile, sqliteMemory, postgresPlace])("in $name", (place) => {
  let open: OpenStore;
  let store: Store;
  beforeEach(async () => {
    open = await place.make();
    store = await open();
  });

  test("all of a person's can be read out, from each of their conversations", async () => {
    await talkOf(store, "a", { user: "kim", number: "C-1" });
    await talkOf(store, "b", { user: "kim" });
    await talkOf(store, "c");
    const { conversations } = await store.privacy.exportOf("kim");
    expect(conversations).toMatchObject([
      {
        id: "a",
        user_name: marker,
        page: `https://shop.example/${marker}`,
        transcript: [{ speaker: "user", text: `my address is ${marker}` }, { speaker: "assistant" }],
        attachments: [{ line: "m1", name: `${marker}.png`, content: Buffer.from(marker).toString("base64") }],
        cases: [{ number: "C-1" }],
      },
      {
        id: "b",
        unclear: [{ text: marker }],
        feedback: [{ about: "answer:x" }],
        watches: [{ article: "spotify-502" }],
      },
    ]);
    expect((await store.privacy.exportOf("nobody")).conversations).toEqual([]);
  });

  test("a person who is erased leaves nothing, and nobody else loses anything", async () => {
    await talkOf(store, "a", { user: "kim", number: "C-1" });
    await talkOf(store, "b", { user: "kim" });
    await talkOf(store, "c", { number: "C-2" });
    expect(await store.privacy.erase("kim")).toBe(2);
    expect((await store.privacy.exportOf("kim")).conversations).toEqual([]);
    expect([await textsOf(store, "a"), await store.cases.get("C-1"), await store.transcripts.exists("a")]).toEqual([
      [],
      null,
      false,
    ]);
    expect(await store.attachments.usage("a")).toEqual({ files: 0, bytesOfAll: 4 });
    expect((await store.transcripts.read("c", 0, 1))[0]?.files).toMatchObject([{ id: "file of c", size: 4 }]);
    expect((await store.outbox.backlog()).waiting).toBe(1);
    expect([(await textsOf(store, "c")).length, (await store.cases.get("C-2"))?.status]).toEqual([2, "waiting"]);
  });

  test("a turn that erases keeps its answer alone, and the conversation goes on", async () => {
    await talkOf(store, "a", { user: "kim", number: "C-1" });
    await talkOf(store, "b", { user: "kim" });
    const reference = referenceOf("a", { user: "kim", address: { email: marker } });
    await store.turnStore.accept(reference, said("a", "m2", "yes, delete it"));
    const erase = { user: "kim", channel: "webchat" };
    expect(
      await store.turnStore.commit(turnOf("a", 1, "m2", { erase, outbox: [{ destination: "channel", body: "done" }] })),
    ).toBe("stored");
    expect(await textsOf(store, "a")).toEqual(["answer to m2"]);
    expect([await textsOf(store, "b"), await store.cases.get("C-1"), await store.turnStore.casesWaiting()]).toEqual([
      [],
      null,
      0,
    ]);
    expect((await store.outbox.backlog()).waiting).toBe(1);
    const { conversations } = await store.privacy.exportOf("kim");
    expect(JSON.stringify(conversations)).not.toContain(marker);
    await store.turnStore.accept(referenceOf("a", { user: "kim" }), said("a", "m3"));
    expect(await store.turnStore.commit(turnOf("a", 2, "m3"))).toBe("stored");
  });

  test("words are taken out of a conversation and its case wherever they stand", async () => {
    await talkOf(store, "a", { number: "C-1" });
    await talkOf(store, "b");
    expect(await store.privacy.redact("a", marker, "[removed]")).toBeGreaterThanOrEqual(3);
    expect(await textsOf(store, "a")).toEqual(["my address is [removed]", "answer to m1"]);
    expect((await store.transcripts.read("a", 0, 1))[0]?.files).toMatchObject([{ name: "[removed].png" }]);
    expect((await store.cases.get("C-1"))?.subject).toBe("about [removed]");
    expect((await textsOf(store, "b"))[0]).toContain(marker);
    expect(await store.privacy.redact("a", "", "x")).toBe(0);
  });

  test("words that were taken out can be put back, but for what changed since, until they are forgotten", async () => {
    await talkOf(store, "a", { number: "C-1" });
    const undo = { id: "u1", conversation: "a", since: 5 };
    await store.privacy.redact("a", marker, "[removed]", { id: "u1", at: 5 });
    await store.lineChanges.follow("a", "m1", { text: "something else", how: "edited" });
    for (const other of [{ conversation: "b" }, { id: "u2" }, { since: 6 }])
      expect(await store.privacy.undoRedaction({ ...undo, ...other })).toBe(false);
    expect(await store.privacy.undoRedaction(undo)).toBe(true);
    expect(await store.privacy.undoRedaction(undo)).toBe(false);
    expect((await store.cases.get("C-1"))?.subject).toBe(`about ${marker}`);
    expect((await store.transcripts.read("a", 0, 1))[0]).toMatchObject({
      text: "something else",
      files: [{ name: `${marker}.png` }],
    });
    await store.privacy.redact("a", marker, "[removed]", { id: "u2", at: 7 });
    await store.privacy.forgetRedacted(7);
    await store.privacy.forgetRedacted(8);
    expect(await store.privacy.undoRedaction({ ...undo, id: "u2" })).toBe(false);
  });

  test("a file is stored once, only in a conversation that is there, read by its conversation alone, and removed for good", async () => {
    await talkOf(store, "a");
    const file = { id: "f", name: "a.png", type: "image/png", size: 3 };
    const line = { line: "m2", at: 5 };
    for (const conversation of ["a", "a", "nowhere"])
      await store.attachments.add({ ...line, conversation }, [{ ...file, content: Uint8Array.of(0, 1, 255) }]);
    expect(await store.attachments.usage("a")).toEqual({ files: 2, bytesOfAll: 7 });
    const found = await store.attachments.find("a", "f");
    expect([found?.name, [...(found?.content ?? [])]]).toEqual(["a.png", [0, 1, 255]]);
    expect(await store.attachments.find("b", "f")).toBeNull();
    expect(await store.attachments.remove("b", "f")).toBe(false);
    expect(await store.attachments.remove("a", "f")).toBe(true);
    expect([await store.attachments.find("a", "f"), await store.attachments.remove("a", "f")]).toEqual([null, false]);
  });

  test("words are taken out of all that still waits: to be said, to be sent on, to be heard, and what was given up", async () => {
    await talkOf(store, "a", { number: "C-1" });
    await talkOf(store, "b");
    const one = (await store.cases.get("C-1"))!;
    const call = { kind: "note" as const, id: "n", what: "note" as const, who: "ana", text: `call ${marker} "soon"` };
    const entry = { id: "n", at: 1, who: "ana", what: "note" as const, text: "" };
    for (const [position, connector] of ["chatwoot", "teams"].entries())
      await store.cases.change({
        ...one,
        from: one,
        to: one,
        entry: { ...entry, id: `n${position}` },
        systemEvent: null,
        calls: [{ connector, number: "C-1", call }],
      });
    await store.outbox.recordResults([
      { type: "failed", ...(await entryAt(store, "\u0001case teams C-1", 1)), attempts: 9, reason: "away" },
    ]);
    await store.turnStore.accept(referenceOf("a"), said("a", "m9", `hello ${marker}`));
    await store.privacy.redact("a", marker, "[removed]");
    expect(await store.outbox.bodyNow(await entryAt(store, "a", 1))).toEqual({ body: { line: "[removed]" } });
    expect(await store.outbox.bodyNow(await entryAt(store, "\u0001case chatwoot C-1", 1))).toEqual({
      body: { number: "C-1", call: { ...call, text: 'call [removed] "soon"' } },
    });
    expect(await store.connectorCalls.givenUp("teams", "C-1")).toEqual([
      { position: 1, call: { ...call, text: 'call [removed] "soon"' } },
    ]);
    expect(await store.turnStore.nextWaiting("a")).toMatchObject({ input: { text: "hello [removed]" } });
    expect(await store.outbox.bodyNow(await entryAt(store, "b", 1))).toEqual({ body: { line: marker } });
  });

  test("a redaction and a deletion leave other people's conversations exactly as they are", async () => {
    await talkOf(store, "a", { number: "C-1" });
    await talkOf(store, "b", { number: "C-2" });
    const of = async (user: string) => JSON.stringify(await store.privacy.exportOf(user));
    const before = await of("user of b");
    expect(before).toContain(marker);
    await store.privacy.redact("a", marker, "[removed]");
    expect(await of("user of b")).toBe(before);
    await store.privacy.erase("user of a");
    expect(await of("user of b")).toBe(before);
  });

  test("who deletes their data in one channel keeps what somebody of the same id has in another", async () => {
    await talkOf(store, "a", { user: "kim" });
    const inTeams = referenceOf("b", { user: "kim", userName: marker, channel: "msteams" });
    await store.turnStore.accept(inTeams, said("b", "m1", `in Teams: ${marker}`));
    await store.turnStore.commit(turnOf("b", 0, "m1"));
    const { reference, version } = await store.turnStore.load("a");
    await store.turnStore.accept(reference, said("a", "m2", "yes, delete it"));
    await store.turnStore.commit(turnOf("a", version, "m2", { erase: { user: "kim", channel: reference.channel } }));
    expect((await textsOf(store, "a")).join()).not.toContain(marker);
    expect((await textsOf(store, "b")).join()).toContain(marker);
    expect((await store.turnStore.load("b")).reference.userName).toBe(marker);
  });

  test("a redaction changes words, never the names by which a channel knows what to show", async () => {
    await talkOf(store, "a", { number: "C-1" });
    await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
    const reply = { ...questionReply, text: 'the text of "O\'Neil"' };
    await store.turnStore.commit(
      turnOf("a", 1, "m2", { lines: [{ from: "assistant", id: "r2", text: reply.text, reply, at: 5 }] }),
    );
    await store.privacy.redact("a", "text", "[removed]");
    await store.privacy.redact("a", '"O\'Neil"', "[removed]");
    const shown = (await store.transcripts.read("a", 0, 10)).at(-1);
    expect(shown).toMatchObject({
      text: "the [removed] of [removed]",
      reply: { ...questionReply, text: "the [removed] of [removed]" },
    });
  });

  test("counts of the rate limits add up by key and slot of time, and old ones go", async () => {
    const count = (slot: number, ...counts: [string, number][]) =>
      store.rateCounts.add(
        slot,
        counts.map(([key, added]) => ({ key, count: added })),
      );
    expect(await count(7, ["b", 2], ["a", 3])).toEqual([2, 3]);
    expect(await count(7, ["a", 4], ["b", 1])).toEqual([7, 3]);
    expect(await count(9, ["a", 1])).toEqual([1]);
    expect(await count(7, ["a", 1])).toEqual([1]);
  });

  test("what is old goes: lines and conversations by their age, cases and theirs by when they were closed", async () => {
    let now = 1_000;
    await store.close();
    const aged = await open({ now: () => now });
    await talkOf(aged, "old");
    await talkOf(aged, "with case", { number: "C-1" });
    now = 40 * day;
    await talkOf(aged, "young", { at: now });
    const sweep = (at: number) => aged.retention.sweep({ before: at - 30 * day, casesBefore: at - 180 * day });
    await sweep(now);
    expect([
      await textsOf(aged, "old"),
      (await textsOf(aged, "with case")).length,
      (await textsOf(aged, "young")).length,
    ]).toEqual([[], 2, 2]);
    await aged.turnStore.accept(referenceOf("with case"), said("with case", "m2"));
    await aged.turnStore.commit(turnOf("with case", 1, "m2", { withdrawCase: "C-1" }));
    await sweep(now + 100 * day);
    expect((await aged.cases.get("C-1"))?.status).toBe("closed");
    await sweep(now + 181 * day);
    expect(await aged.cases.get("C-1")).toBeNull();
    expect(await textsOf(aged, "with case")).toEqual([]);
  });

  test("of a case that is old nothing is left of what other systems were told and call it, and of young ones all", async () => {
    let now = 1_000;
    await store.close();
    const aged = await open({ now: () => now });
    for (const number of ["C-1", "C-2"]) {
      await talkOf(aged, `of ${number}`, { number });
      await aged.turnStore.accept(referenceOf(`of ${number}`), said(`of ${number}`, "m2"));
      const calls = [
        { connector: "handoff", number, call: { kind: "close" as const, id: "m2", how: "withdrawn" as const } },
      ];
      await aged.turnStore.commit(turnOf(`of ${number}`, 1, "m2", { withdrawCase: number, calls }));
      await aged.connectorLinks.remember("handoff", number, { id: `there-${number}`, more: {} });
      await aged.outbox.recordResults([
        { type: "failed", ...(await entryAt(aged, `\u0001case handoff ${number}`, 1)), attempts: 9, reason: "500" },
      ]);
      now += 190 * day;
    }
    expect(await aged.outbox.deadLetters(9)).toHaveLength(2);
    await aged.retention.sweep({ before: 100 * day, casesBefore: 100 * day });
    expect([
      await aged.connectorLinks.caseOf("handoff", "there-C-1"),
      await aged.connectorLinks.caseOf("handoff", "there-C-2"),
    ]).toEqual([null, "C-2"]);
    expect((await aged.outbox.deadLetters(9)).map(({ conversation }) => conversation)).toEqual([
      "\u0001case handoff C-2",
    ]);
    expect([await aged.cases.get("C-1"), (await aged.cases.get("C-2"))?.status]).toEqual([null, "closed"]);
  });
});

test("what is erased is in the file no more, nor in its log", async () => {
  const path = join(temporaryFolder(), "store.db");
  const store = await openStore({ url: `sqlite:${path}` });
  await talkOf(store, "a", { user: "kim", number: "C-1" });
  const bytes = (): string =>
    [path, `${path}-wal`].map((file) => (existsSync(file) ? readFileSync(file, "latin1") : "")).join("");
  expect(bytes()).toContain(marker);
  await store.privacy.erase("kim");
  expect(bytes()).not.toContain(marker);
  await store.close();
});

test("a person can be erased while the service runs on the same file", async () => {
  const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
  const service = await openStore({ url });
  await talkOf(service, "a", { user: "kim" });
  const second = await openStore({ url, alongside: true });
  expect(await second.privacy.erase("kim")).toBe(1);
  await second.close();
  expect(await service.transcripts.exists("a")).toBe(false);
  await talkOf(service, "a", { user: "kim" });
  await service.close();
});
