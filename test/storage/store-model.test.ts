import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";

import { openStore, type Store } from "../../src/storage/open-store.ts";
import { temporaryFolder } from "./support/databases.ts";
import { makeDatabase } from "./support/postgres.ts";
import { commands, emptyModel, type Model, type Real, waitingOf } from "./support/store-model.ts";

async function checkAll(model: Model, { store, name }: Real): Promise<void> {
  const waiting = await store.turnStore.conversationsWaiting(1_000_000);
  for (const [conversation, talk] of model) {
    const lines = await store.transcripts.read(name(conversation), 0, 1_000);
    expect(lines.map((line) => line.id)).toEqual(talk.lines);
    expect(lines.map((line) => line.seq)).toEqual(talk.lines.map((_, index) => index + 1));
    expect(waiting.includes(name(conversation))).toBe(waitingOf(talk).length > 0);
  }
}

const places = [
  { name: "an SQLite file", make: async () => `sqlite:${join(temporaryFolder(), "store.db")}` },
  { name: "PostgreSQL", make: makeDatabase },
];
/** With 20 it was seen that one of the answers, a conflict, came in none of them. */
const numRuns = 80;
const title =
  "whatever order messages, turns, deliveries and deaths of nodes come in, the store holds what it was told, once and in order";

test.each(places)(`on $name, ${title}`, { timeout: 120_000 }, async ({ make }) => {
  const url = await make();
  let now = 1_000;
  // The dead give nothing back: what they held is free when their leases are over.
  const open = (): Promise<Store> => openStore({ url, durability: "normal", leaseMs: 1_000, leaseNow: () => now });
  const answers = new Set<string>();
  let store = await open();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      run++;
      const name = (conversation: string): string => `${conversation} of run ${run}`;
      const real: Real = { store, reopen: async () => ((now += 1_001), (store = await open())), name, answers };
      const model = emptyModel();
      await fc.asyncModelRun(() => ({ model, real }), sequence);
      await checkAll(model, real);
    }),
    { numRuns },
  );
  await store.close();
  expect([...answers].toSorted()).toEqual([
    "conflict",
    "done-before",
    "duplicate",
    "handed over",
    "kept",
    "new",
    "released",
    "stored",
  ]);
});
