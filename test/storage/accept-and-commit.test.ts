import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import type { Reply } from "../../dialogs/replies/reply.ts";
import type { Store } from "../../src/storage/open-store.ts";
import type { ConversationSnapshot, NewLines, TurnRecord } from "../../src/conversation/ports.ts";
import { sqliteFile, sqliteMemory } from "./support/databases.ts";
import { postgresPlace } from "./support/postgres.ts";
import { opened, referenceOf, said, turnOf, entryAt } from "./support/turns.ts";

/** With U+0000, halves of surrogate pairs and whatever else people and programs send. */
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "binary-ascii" }), fc.constant("\0 \ud83c"));
const anyLine = fc
  .record(
    {
      from: fc.constantFrom("assistant" as const, "agent" as const),
      text: anyText,
      at: fc.nat(),
      author: anyText,
      reply: fc.record(
        {
          choices: fc.constant([]),
          lead: fc.option(anyText, { nil: undefined }),
          text: fc.option(anyText, { nil: null }),
          feedback: fc.record({ about: anyText }),
          erased: fc.boolean(),
        },
        { requiredKeys: ["choices", "text"] },
      ),
    },
    { requiredKeys: ["from", "text", "at"] },
  )
  // Mostly the reply has the text of its line.
  .map(({ reply, ...rest }) => ({
    ...rest,
    ...(reply && { reply: { ...reply, text: reply.text ?? rest.text } as Reply }),
  }));

/** What the turn may rely on when it stores a message and its own outcome with one write. */
describe.each([sqliteFile, sqliteMemory, postgresPlace])("accepting and committing at once on $name", (place) => {
  let store: Store;
  beforeEach(async () => {
    store = await (await place.make())();
  });

  const loadSnapshot = async (conversation = "a"): Promise<ConversationSnapshot> => {
    const snapshot = await store.turnStore.loadForFastPath(referenceOf(conversation));
    if (!snapshot) throw new Error("something waits");
    return snapshot;
  };
  const take = (
    snapshot: ConversationSnapshot,
    id: string,
    change: Partial<TurnRecord> = {},
    clientMetadata?: unknown,
  ) =>
    store.turnStore.acceptAndCommit(
      snapshot,
      { incoming: said("a", id), clientMetadata },
      turnOf("a", snapshot.version, id, change),
    );
  const transcript = async () =>
    (await store.transcripts.read("a", 0, 100)).map(({ seq, from, id }) => `${seq} ${from} ${id}`);

  test("a conversation that nobody wrote in yet begins with both lines in order, and nothing waits", async () => {
    expect(await loadSnapshot()).toEqual({
      reference: referenceOf("a"),
      saved: null,
      version: 0,
      arrivals: null,
      positions: 0,
      lines: 0,
    });
    expect(await take(await loadSnapshot(), "m1", {}, { some: "echo" })).toBe("stored");
    expect(await transcript()).toEqual(["1 user m1", "2 assistant reply to m1"]);
    expect((await store.transcripts.read("a", 0, 1))[0]?.clientMetadata).toEqual({ some: "echo" });
    expect(await store.turnStore.nextWaiting("a")).toBeNull();
    expect(await store.turnStore.load("a")).toMatchObject({
      version: 1,
      saved: { turn: 1 },
      reference: referenceOf("a"),
    });
  });

  test("the lines that a turn brings along are those that are read back, to the last character", async () => {
    const talk = fc.record({
      lines: fc.array(anyLine, { maxLength: 3 }),
      text: anyText,
      clientMetadata: fc.option(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), { nil: undefined }),
    });
    const brought: (NewLines | undefined)[] = [];
    store.transcripts.subscribe("a", (newLines) => brought.push(newLines));
    let count = 0;
    await fc.assert(
      fc.asyncProperty(talk, async ({ lines: written, text, clientMetadata }) => {
        const snapshot = await loadSnapshot();
        const id = `m${(count += 1)}`;
        const record = turnOf("a", snapshot.version, id, {
          lines: written.map((each, at) => ({ ...each, id: `${id}-${at}` })),
        });
        expect(
          await store.turnStore.acceptAndCommit(snapshot, { incoming: said("a", id, text), clientMetadata }, record),
        ).toBe("stored");
        const read = await store.transcripts.read("a", snapshot.lines, 100);
        const lines = brought.at(-1)?.();
        // Which files came with a line only the database knows, so nothing is brought along where there may be some.
        const mayHaveFiles =
          written.some(({ from }) => from === "agent") ||
          (clientMetadata !== undefined && "attachments" in clientMetadata);
        expect(lines).toStrictEqual(mayHaveFiles ? undefined : read);
        expect(JSON.stringify(lines)).toBe(mayHaveFiles ? undefined : JSON.stringify(read));
      }),
      { numRuns: 40 },
    );
  });

  test("knows the time zone that an earlier message told, and keeps it", async () => {
    await take((await store.turnStore.loadForFastPath(referenceOf("a", { timeZone: "Europe/Berlin" })))!, "m1");
    const snapshot = await loadSnapshot();
    expect(snapshot.reference.timeZone).toBe("Europe/Berlin");
    await take(snapshot, "m2");
    expect((await store.turnStore.load("a")).reference).toEqual(referenceOf("a", { timeZone: "Europe/Berlin" }));
  });

  test("goes on behind turns of either kind, with the reference as it is now", async () => {
    await take(await loadSnapshot(), "m1");
    await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
    await store.turnStore.commit(turnOf("a", 1, "m2"));
    const snapshot = await store.turnStore.loadForFastPath(referenceOf("a", { userName: "Robin" }));
    expect(await take(snapshot!, "m3")).toBe("stored");
    expect(await transcript()).toEqual([
      "1 user m1",
      "2 assistant reply to m1",
      "3 user m2",
      "4 assistant reply to m2",
      "5 user m3",
      "6 assistant reply to m3",
    ]);
    expect((await store.turnStore.load("a")).reference.userName).toBe("Robin");
  });

  test("what another way took from under a talk that goes on is not brought back from memory", async () => {
    await take(await loadSnapshot(), "m1");
    expect(await loadSnapshot()).toMatchObject({ version: 1, saved: { turn: 1 } });
    expect(await store.transcripts.exists("a")).toBe(true);
    await store.privacy.erase(referenceOf("a").user);
    expect(await store.transcripts.exists("a")).toBe(false);
    expect(await loadSnapshot()).toEqual({
      reference: referenceOf("a"),
      saved: null,
      version: 0,
      arrivals: null,
      positions: 0,
      lines: 0,
    });
    expect(await take(await loadSnapshot(), "m2")).toBe("stored");
    expect(await transcript()).toEqual(["1 user m2", "2 assistant reply to m2"]);
  });

  test("what happens leaves no line of the person", async () => {
    const snapshot = await loadSnapshot();
    await store.turnStore.acceptAndCommit(snapshot, { incoming: opened("a", "opened") }, turnOf("a", 0, "opened"));
    expect(await transcript()).toEqual(["1 assistant reply to opened"]);
  });

  test("a message that was accepted before, in either way, is a duplicate and changes nothing", async () => {
    await take(await loadSnapshot(), "m1");
    await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
    await store.turnStore.commit(turnOf("a", 1, "m2"));
    expect(await take(await loadSnapshot(), "m1")).toBe("duplicate");
    expect(await take(await loadSnapshot(), "m2")).toBe("duplicate");
    expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("duplicate");
    expect(await transcript()).toHaveLength(4);
    expect((await store.turnStore.load("a")).version).toBe(2);
  });

  test("where something waits there is no meeting, and what came or happened since the meeting is a conflict", async () => {
    const fresh = await loadSnapshot();
    await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
    expect(await store.turnStore.loadForFastPath(referenceOf("a"))).toBeNull();
    expect(await take(fresh, "m2")).toBe("conflict");
    await store.turnStore.commit(turnOf("a", 0, "m1"));
    const snapshot = await loadSnapshot();
    await store.turnStore.accept(referenceOf("a"), said("a", "m3"));
    expect(await take(snapshot, "m2")).toBe("conflict");
    await store.turnStore.commit(turnOf("a", 1, "m3"));
    expect(await take(snapshot, "m2")).toBe("conflict");
    expect(await transcript()).toEqual([
      "1 user m1",
      "2 assistant reply to m1",
      "3 user m3",
      "4 assistant reply to m3",
    ]);
  });

  test("of many at once one is stored and the others are told", async () => {
    const snapshot = await loadSnapshot();
    const results = await Promise.all(Array.from({ length: 8 }, (_, at) => take(snapshot, `m${at}`)));
    expect(results.toSorted()).toEqual([...Array.from({ length: 7 }, () => "conflict"), "stored"]);
    expect(await transcript()).toHaveLength(2);
  });

  test("of many conversations at once, one that conflicts takes nothing of the others along", async () => {
    const stale = await loadSnapshot();
    await take(stale, "m1");
    const names = Array.from({ length: 12 }, (_, at) => `b${at}`);
    const others = await Promise.all(names.map(loadSnapshot));
    const takeTurn = (snapshot: ConversationSnapshot, name: string) =>
      store.turnStore.acceptAndCommit(snapshot, { incoming: said(name, "m2") }, turnOf(name, snapshot.version, "m2"));
    const results = await Promise.all([
      ...others.slice(0, 6).map((snapshot, at) => takeTurn(snapshot, names[at] ?? "")),
      takeTurn(stale, "a"),
      ...others.slice(6).map((snapshot, at) => takeTurn(snapshot, names[at + 6] ?? "")),
    ]);
    expect(results.toSpliced(6, 1)).toEqual(names.map(() => "stored"));
    expect(results[6]).toBe("conflict");
    const lines = await Promise.all(names.map((name) => store.transcripts.read(name, 0, 10)));
    expect(lines.map(({ length }) => length)).toEqual(names.map(() => 2));
    expect(await transcript()).toHaveLength(2);
  });

  test("entries are handed over with their places and whom they are for", async () => {
    const handed: unknown[] = [];
    store.outbox.onCommitted((_, entries) => handed.push(...(entries ?? [])));
    const outbox = [
      { destination: "channel", body: "one" },
      { destination: "channel", body: "two" },
    ];
    await take(await loadSnapshot(), "m1", { outbox });
    expect(handed).toMatchObject([
      { position: 1, body: "one", reference: referenceOf("a") },
      { position: 2, body: "two" },
    ]);
    expect((await store.outbox.pending("a", 0, 10))?.entries).toMatchObject([{ position: 1 }, { position: 2 }]);
  });

  test("an entry that shows a line comes back whole, with what the transcript says by then", async () => {
    const line = { from: "assistant" as const, id: "reply to m1", text: "call me on 555-0199", at: 1 };
    const agents = { from: "agent" as const, id: "m1", text: "hello", author: "ana", at: 1 };
    const shown = ({ id, text }: { id: string; text: string }, more: object = {}) => ({
      destination: "channel",
      body: { line: { id, text, ...more } },
    });
    const outbox = [shown(agents, { author: "ana" }), shown(line)];
    await take(await loadSnapshot(), "m1", { lines: [agents, line], outbox });
    const bodies = async () => (await store.outbox.pending("a", 0, 10))?.entries.map(({ body }) => body);
    const whole = outbox.map(({ body }) => ({ line: { ...body.line, at: 1 } }));
    expect(await bodies()).toEqual(whole);
    await store.privacy.redact("a", "555-0199", "[removed]");
    const redacted = { line: { id: "reply to m1", text: "call me on [removed]", at: 1 } };
    expect(await bodies()).toEqual([whole[0], redacted]);
    expect(await store.outbox.bodyNow(await entryAt(store, "a", 2))).toEqual({ body: redacted });
  });
});
