import { join } from "node:path";
import { expect, test } from "vitest";

import { createOutboxDispatcher } from "../../src/delivery/outbox-dispatcher.ts";
import type { Store } from "../../src/storage/open-store.ts";
import { silentLog } from "../support/recorded-log.ts";
import { systemClock } from "../../src/common/clock.ts";
import { openerOf, temporaryFolder } from "./support/databases.ts";
import { startChild } from "./support/start-child.ts";

/** What a killed process said that was acknowledged, by conversation. */
function acknowledged(lines: readonly string[], kind: string): [string, string][] {
  return lines
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.split(" ").slice(1) as [string, string]);
}

async function deliverAll(store: Store): Promise<Map<string, string[]>> {
  const delivered = new Map<string, string[]>();
  const outbox = createOutboxDispatcher({
    store: store.outbox,
    clock: systemClock,
    log: silentLog,
    random: Math.random,
    deliverers: {
      channel: async ({ conversation, body }) => {
        delivered.set(conversation, [...(delivered.get(conversation) ?? []), String(body)]);
      },
    },
  });
  outbox.start();
  while ((await outbox.backlog()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await outbox.stop(1_000);
  return delivered;
}

test.for([
  ["full", 20],
  ["normal", 60],
  ["full", 3],
] as const)(
  "after kill -9 everything that was acknowledged is there, and what was not delivered is (%s, %i conversations)",
  { timeout: 60_000 },
  async ([durability, conversations]) => {
    const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
    const child = startChild(url, conversations, { durability });
    await child.said("stored", conversations * 8);
    child.process.kill("SIGKILL");
    await child.gone;

    const store = await openerOf(url)();
    for (const [conversation, id] of acknowledged(child.lines, "accepted")) {
      const lines = await store.transcripts.read(conversation, 0, 10_000);
      expect(lines.filter((line) => line.from === "user" && line.id === id)).toHaveLength(1);
      expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
    }
    for (const [conversation, id] of acknowledged(child.lines, "stored")) {
      expect((await store.turnStore.load(conversation)).version).toBeGreaterThan(Number(id.slice(1)));
    }
    const delivered = await deliverAll(store);
    for (let number = 0; number < conversations; number++) {
      const conversation = `c${number}`;
      const { version } = await store.turnStore.load(conversation);
      const before = acknowledged(child.lines, "delivered").flatMap(([of, id]) => (of === conversation ? [id] : []));
      const after = delivered.get(conversation) ?? [];
      // Every turn's words went out, in order; at the seam some may have gone out twice.
      expect(new Set([...before, ...after])).toEqual(new Set(Array.from({ length: version }, (_, turn) => `m${turn}`)));
      for (const run of [before, after])
        expect(run).toEqual(run.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
    }
  },
);

test("a killed process leaves nothing that keeps the next one out", async () => {
  const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
  for (let round = 0; round < 3; round++) {
    const child = startChild(url, 1);
    await child.said("ready", 1);
    child.process.kill("SIGKILL");
    await child.gone;
  }
  expect(await (await openerOf(url)()).health()).toEqual({ ok: true });
}, 60_000);
