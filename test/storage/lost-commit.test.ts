import { beforeEach, expect, test } from "vitest";

import type { Store } from "../../src/storage/open-store.ts";
import { openerOf } from "./support/databases.ts";
import { makeDatabase } from "./support/postgres.ts";
import { type SeveringProxy, startSeveringProxy } from "./support/severing-proxy.ts";
import { referenceOf, said, turnOf } from "./support/turns.ts";

let proxy: SeveringProxy;
let store: Store;
beforeEach(async () => {
  proxy = await startSeveringProxy(await makeDatabase());
  store = await openerOf(proxy.url)();
});

test("a message whose commit was answered to nobody is new, not a duplicate, and is there once", async () => {
  const lost = proxy.swallowNextCommit();
  expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("new");
  await lost;
  expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("duplicate");
  expect(await store.transcripts.read("a", 0, 10)).toHaveLength(1);
});

test("a turn whose commit was answered to nobody is stored once, and its words are handed to the outbox", async () => {
  const handed: unknown[] = [];
  store.outbox.onCommitted((conversation, entries) => handed.push([conversation, entries]));
  const woken = new Promise<void>((resolve) => store.cases.subscribe(resolve));
  await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
  const lost = proxy.swallowNextCommit();
  const record = turnOf("a", 0, "m1", { outbox: [{ destination: "channel", body: "hello" }], withdrawCase: "none" });
  expect(await store.turnStore.commit(record)).toBe("stored");
  await lost;
  await woken;
  expect((await store.turnStore.load("a")).version).toBe(1);
  expect(await store.transcripts.read("a", 0, 10)).toHaveLength(2);
  expect(handed).toEqual([["a", null]]);
  expect((await store.outbox.pending("a", 0, 10))?.entries.map((entry) => entry.body)).toEqual(["hello"]);
});

test("a message stored with its turn in one statement that was answered to nobody is there once", async () => {
  const snapshot = (await store.turnStore.loadForFastPath(referenceOf("a")))!;
  const lost = proxy.swallowNextCommit("with s0", "SELECT 1");
  const incoming = said("a", "m1");
  expect(await store.turnStore.acceptAndCommit(snapshot, { incoming }, turnOf("a", 0, "m1"))).toBe("conflict");
  await lost;
  expect(await store.turnStore.accept(referenceOf("a"), incoming)).toBe("duplicate");
  expect(await store.transcripts.read("a", 0, 10)).toHaveLength(2);
});

test("behind a pooler nothing is prepared by name, and notifications go past it", async () => {
  const server = await makeDatabase();
  const pooler = await startSeveringProxy(server);
  const open = openerOf(pooler.url);
  const [one, two] = [await open({ listenUrl: server }), await open({ listenUrl: server })];
  const received = new Promise<void>((resolve) => two.transcripts.subscribe("a", () => resolve()));
  expect(await one.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("new");
  await received;
  expect((await two.turnStore.load("a")).version).toBe(0);
  // A Parse message: its length, the statement's name, the query.
  const preparedByName = /P[^]{4}[qc][^\0]+\0(insert|select|update|with) /;
  expect(pooler.sent()).toContain('insert into "inbox"');
  expect(pooler.sent()).not.toMatch(preparedByName);
  expect(pooler.sent()).not.toContain("listen assistant_changes");
  expect(proxy.sent()).toMatch(preparedByName);
});
