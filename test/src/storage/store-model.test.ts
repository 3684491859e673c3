import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";

import { openStore, type Store } from "../../../src/storage/open.ts";
import { temporaryFolder } from "./support/databases.ts";
import { partyOf, said, turnOf } from "./support/turns.ts";

/** What the store must hold of one conversation. */
type Talk = { accepted: string[]; lines: string[]; version: number; position: number; undelivered: number[] };
type Model = Map<string, Talk>;
type Real = { store: Store; open: () => Promise<Store>; handed: Map<string, number[]>; turns: Map<string, { version: number; id: string }> };
type Command = fc.AsyncCommand<Model, Real>;

const conversations = fc.constantFrom("a", "b");
const ids = fc.constantFrom("m1", "m2", "m3", "m4", "m5", "m6");

function talkOf(model: Model, conversation: string): Talk {
  const talk = model.get(conversation) ?? { accepted: [], lines: [], version: 0, position: 0, undelivered: [] };
  model.set(conversation, talk);
  return talk;
}

/** Message ids whose turn is to come, in order. */
function waitingOf({ accepted, lines }: Talk): string[] {
  return accepted.filter((id) => !lines.includes(`reply to ${id}`));
}

const accept = (conversation: string, id: string): Command => ({
  check: () => true,
  toString: () => `accept(${conversation}, ${id})`,
  async run(model, { store }) {
    const talk = talkOf(model, conversation);
    const known = talk.accepted.includes(id);
    expect(await store.turnStore.accept(partyOf(conversation), said(conversation, id))).toBe(known ? "duplicate" : "new");
    if (known) return;
    talk.accepted.push(id);
    talk.lines.push(id);
  },
});

/** A turn begins: what is loaded now is what a later `commit` builds on. */
const load = (conversation: string): Command => ({
  check: (model) => waitingOf(talkOf(model, conversation)).length > 0,
  toString: () => `load(${conversation})`,
  async run(model, { store, turns }) {
    const talk = talkOf(model, conversation);
    const { version } = await store.turnStore.load(conversation);
    const next = await store.turnStore.nextWaiting(conversation);
    expect([version, next?.id]).toEqual([talk.version, waitingOf(talk)[0]]);
    turns.set(conversation, { version, id: next!.id });
  },
});

const commit = (conversation: string, entries: number): Command => ({
  check: () => true,
  toString: () => `commit(${conversation}, ${entries})`,
  async run(model, { store, turns, handed }) {
    const turn = turns.get(conversation);
    if (!turn) return;
    const talk = talkOf(model, conversation);
    const done = talk.lines.includes(`reply to ${turn.id}`);
    const expected = done ? "done-before" : turn.version === talk.version ? "stored" : "conflict";
    const outbox = Array.from({ length: entries }, (_, number) => ({ destination: "channel", body: number }));
    const before = handed.get(conversation)?.length ?? 0;
    expect(await store.turnStore.commit(turnOf(conversation, turn.version, turn.id, { outbox }))).toBe(expected);
    if (expected !== "stored") return;
    talk.version++;
    talk.lines.push(`reply to ${turn.id}`);
    const positions = outbox.map(() => ++talk.position);
    talk.undelivered.push(...positions);
    const lane = handed.get(conversation) ?? [];
    expect([[], positions]).toContainEqual(lane.slice(before));
  },
});

const deliver = (conversation: string): Command => ({
  check: (model) => talkOf(model, conversation).undelivered.length > 0,
  toString: () => `deliver(${conversation})`,
  async run(model, { store }) {
    const talk = talkOf(model, conversation);
    await store.outbox.take(100);
    const page = (await store.outbox.pending(conversation, 0, 100))!;
    expect(page.entries.map((entry) => entry.position)).toEqual(talk.undelivered);
    expect(page.newest).toBe(talk.position);
    const position = talk.undelivered.shift()!;
    const [delivered, released] = await store.outbox.mark([
      { type: "delivered", conversation, position },
      { type: "released", conversation, position },
    ]);
    expect([delivered, released]).toEqual([true, position === talk.position]);
  },
});

/** The store is opened anew, as after the death of the process. */
const reopen = (): Command => ({
  check: () => true,
  toString: () => "reopen()",
  async run(_, real) {
    await real.store.close();
    real.store = await real.open();
    real.store.outbox.onCommitted(recordIn(real.handed));
  },
});

function recordIn(handed: Map<string, number[]>) {
  return (conversation: string, entries: readonly { position: number }[] | null): void => {
    handed.set(conversation, [...(handed.get(conversation) ?? []), ...(entries ?? []).map((entry) => entry.position)]);
  };
}

async function checkAll(model: Model, { store }: Real): Promise<void> {
  for (const [conversation, talk] of model) {
    const lines = await store.transcripts.read(conversation, 0, 1_000);
    expect(lines.map((line) => line.id)).toEqual(talk.lines);
    expect(lines.map((line) => line.seq)).toEqual(talk.lines.map((_, index) => index + 1));
  }
  const waiting = [...model].filter(([, talk]) => waitingOf(talk).length > 0).map(([conversation]) => conversation);
  expect((await store.turnStore.conversationsWaiting(10)).toSorted()).toEqual(waiting.toSorted());
  const left = [...model.values()].flatMap((talk) => talk.undelivered);
  expect((await store.outbox.backlog()).waiting).toBe(left.length);
}

test("whatever order messages, turns, deliveries and restarts come in, the store holds what it was told, once and in order", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  let run = 0;
  const commands = fc.commands(
    [
      fc.tuple(conversations, ids).map(([conversation, id]) => accept(conversation, id)),
      conversations.map(load),
      fc.tuple(conversations, fc.nat(2)).map(([conversation, entries]) => commit(conversation, entries)),
      conversations.map(deliver),
      fc.constant(reopen()),
    ],
    { maxCommands: 40 },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const url = `sqlite:${join(folder, `${run++}.db`)}`;
      const open = () => openStore({ url, durability: "normal" });
      const real: Real = { store: await open(), open, handed: new Map(), turns: new Map() };
      real.store.outbox.onCommitted(recordIn(real.handed));
      const model: Model = new Map();
      try {
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await checkAll(model, real);
      } finally {
        await real.store.close();
      }
    }),
    { numRuns: 40 },
  );
});
