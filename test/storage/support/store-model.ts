import fc from "fast-check";
import { expect } from "vitest";

import type { Store } from "../../../src/storage/open-store.ts";
import { referenceOf, said, turnOf } from "./turns.ts";

/**
 * What the store must hold of one conversation. `loaded`: the versions that two nodes have read and build their turns
 * on.
 */
export type Talk = {
  accepted: string[];
  lines: string[];
  version: number;
  loaded: [number, number];
  position: number;
  undelivered: number[];
};
export type Model = Map<string, Talk>;
export type Real = {
  store: Store;
  reopen: () => Promise<Store>;
  /** Makes a conversation's name this run's own. */
  name: (conversation: string) => string;
  /** Every answer the store ever gave: shows that a passing run has met them all. */
  answers: Set<string>;
};
type Command = fc.AsyncCommand<Model, Real>;

export function emptyModel(): Model {
  const talk = (): Talk => ({ accepted: [], lines: [], version: 0, loaded: [0, 0], position: 0, undelivered: [] });
  return new Map([
    ["a", talk()],
    ["b", talk()],
  ]);
}

const hasTurn = ({ lines }: Talk, id: string): boolean => lines.includes(`reply to ${id}`);
export const waitingOf = (talk: Talk): string[] => talk.accepted.filter((id) => !hasTurn(talk, id));

const accept = (conversation: string, id: string): Command => ({
  check: () => true,
  toString: () => `accept(${conversation}, ${id})`,
  async run(model, { store, name, answers }) {
    const talk = model.get(conversation)!;
    const expected = talk.accepted.includes(id) ? "duplicate" : "new";
    const answer = await store.turnStore.accept(referenceOf(name(conversation)), said(name(conversation), id));
    answers.add(answer);
    expect(answer).toBe(expected);
    if (expected === "duplicate") return;
    talk.accepted.push(id);
    talk.lines.push(id);
  },
});

const load = (conversation: string, node: 0 | 1): Command => ({
  check: (model) => model.get(conversation)!.accepted.length > 0,
  toString: () => `load(${conversation}, node ${node})`,
  async run(model, { store, name }) {
    const talk = model.get(conversation)!;
    const { version } = await store.turnStore.load(name(conversation));
    const next = await store.turnStore.nextWaiting(name(conversation));
    expect([version, next?.id]).toEqual([talk.version, waitingOf(talk)[0]]);
    talk.loaded[node] = version;
  },
});

const commit = (conversation: string, node: 0 | 1, id: string, entries: number): Command => ({
  check: (model) => model.get(conversation)!.accepted.includes(id),
  toString: () => `commit(${conversation}, node ${node}, ${id}, ${entries} entries)`,
  async run(model, { store, name, answers }) {
    const talk = model.get(conversation)!;
    const version = talk.loaded[node];
    const expected = hasTurn(talk, id) ? "done-before" : version === talk.version ? "stored" : "conflict";
    const outbox = Array.from({ length: entries }, (_, number) => ({
      destination: "channel",
      body: `${id} ${number}`,
    }));
    const handed: string[] = [];
    const stop = store.outbox.onCommitted((_, stored) =>
      handed.push(...(stored ?? []).map((entry) => `${entry.position} ${String(entry.body)}`)),
    );
    const answer = await store.turnStore.commit(turnOf(name(conversation), version, id, { outbox }));
    stop();
    answers.add(answer);
    expect(answer).toBe(expected);
    if (expected !== "stored") return;
    talk.version++;
    talk.lines.push(`reply to ${id}`);
    const positions = outbox.map(() => ++talk.position);
    talk.undelivered.push(...positions);
    const all = outbox.map(({ body }, index) => `${positions[index]} ${body}`);
    if (handed.length > 0) answers.add("handed over");
    expect([[], all]).toContainEqual(handed);
  },
});

const deliver = (conversation: string): Command => ({
  check: (model) => model.get(conversation)!.undelivered.length > 0,
  toString: () => `deliver(${conversation})`,
  async run(model, { store, name, answers }) {
    const talk = model.get(conversation)!;
    await store.outbox.take(1_000);
    const page = (await store.outbox.pending(name(conversation), 0, 100))!;
    expect(page.entries.map((entry) => entry.position)).toEqual(talk.undelivered);
    expect(page.newest).toBe(talk.position);
    const position = talk.undelivered.shift()!;
    const at = { conversation: name(conversation), position };
    const found = await store.outbox.recordResults([
      { type: "delivered", ...at, createdAt: page.entries[0]!.createdAt },
      { type: "released", ...at },
    ]);
    answers.add(found[1] ? "released" : "kept");
    expect(found).toEqual([true, position === talk.position]);
  },
});

/** A node dies: it gives back nothing of what it holds, and another one takes its place. */
const die = (): Command => ({
  check: () => true,
  toString: () => "die()",
  async run(_, real) {
    await real.store.close();
    real.store = await real.reopen();
  },
});

const conversations = fc.constantFrom("a", "b");
const nodes = fc.constantFrom(0 as const, 1 as const);
const ids = fc.constantFrom("m1", "m2", "m3", "m4", "m5", "m6");

/** Commands by how often they come: deaths are rare, because each takes as long as a hundred others. */
export const commands = fc.commands(
  [
    ...Array.from({ length: 3 }, () =>
      fc.tuple(conversations, ids).map(([conversation, id]) => accept(conversation, id)),
    ),
    ...Array.from({ length: 4 }, () =>
      fc.tuple(conversations, nodes).map(([conversation, node]) => load(conversation, node)),
    ),
    ...Array.from({ length: 6 }, () =>
      fc
        .tuple(conversations, nodes, ids, fc.nat(2))
        .map(([conversation, node, id, entries]) => commit(conversation, node, id, entries)),
    ),
    ...Array.from({ length: 4 }, () => conversations.map((conversation) => deliver(conversation))),
    fc.nat(3).map((chance) => (chance === 0 ? die() : deliver("a"))),
  ],
  { maxCommands: 60, size: "max" },
);
