import pg from "pg";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";

import { createChangeNotifier } from "../../src/storage/database/change-notifier.ts";
import { channel, startListening } from "../../src/storage/database/postgres/listener.ts";
import { createPrimaryHost } from "../../src/storage/database/postgres/primary-host.ts";
import type { Store } from "../../src/storage/open-store.ts";
import { entryAt, referenceOf, said, turnOf } from "./support/turns.ts";
import { openerOf } from "./support/databases.ts";
import { makeDatabase } from "./support/postgres.ts";

/** Two nodes on one database. */
async function openTwo(options: Parameters<ReturnType<typeof openerOf>>[0] = {}): Promise<[Store, Store]> {
  const open = openerOf(await makeDatabase());
  return Promise.all([open(options), open(options)]);
}

/** Takes turns until this conversation has had so many, as a node does that others get in the way of. */
async function takeTurns({ turnStore }: Store, conversation: string, upTo: number): Promise<number> {
  let conflicts = 0;
  for (;;) {
    const { version } = await turnStore.load(conversation);
    if (version >= upTo) return conflicts;
    const next = await turnStore.nextWaiting(conversation);
    if (!next) continue;
    const result = await turnStore.commit(
      turnOf(conversation, version, next.id, { outbox: [{ destination: "channel", body: next.id }] }),
    );
    if (result !== "stored") conflicts++;
  }
}

test("two nodes that open an empty database at once both find it ready", async () => {
  const [one, two] = await openTwo();
  await one.turnStore.accept(referenceOf("a"), said("a", "m1"));
  expect(await two.transcripts.exists("a")).toBe(true);
});

test("two nodes that accept and take turns of one conversation leave no gap, no double and no disorder", async () => {
  const [one, two] = await openTwo();
  const ids = Array.from({ length: 30 }, (_, number) => `m${number}`);
  await one.turnStore.accept(referenceOf("a"), said("a", "first"));
  const accepting = Promise.all(
    [one, two].map(async ({ turnStore }) => {
      // Every message comes to both nodes: the channel sent it twice.
      const seen = [];
      for (const id of ids) seen.push(await turnStore.accept(referenceOf("a"), said("a", id)));
      return seen;
    }),
  );
  await Promise.all([accepting, takeTurns(one, "a", 31), takeTurns(two, "a", 31)]);
  const seen = (await accepting).flat();
  expect(seen.filter((each) => each === "new")).toHaveLength(30);
  const lines = await two.transcripts.read("a", 0, 1_000);
  expect(lines.map((line) => line.seq)).toEqual(Array.from({ length: 62 }, (_, index) => index + 1));
  const users = lines.filter((line) => line.from === "user").map((line) => line.id);
  const answers = lines.filter((line) => line.from === "assistant").map((line) => line.id.replace("reply to ", ""));
  expect(new Set(users).size).toBe(31);
  expect(answers).toEqual(users);
});

test("a change on one node wakes who waits on the other", async () => {
  const [one, two] = await openTwo();
  const woken = new Promise<void>((resolve) => two.transcripts.subscribe("a", () => resolve()));
  await one.turnStore.accept(referenceOf("a"), said("a", "m1"));
  await expect(woken).resolves.toBeUndefined();
  const casesWoken = new Promise<void>((resolve) => two.cases.subscribe(resolve));
  await one.turnStore.commit(turnOf("a", 0, "m1", { withdrawCase: "none" }));
  await expect(casesWoken).resolves.toBeUndefined();
});

test("many changes at once all reach the other node, ids of any length", async () => {
  const [one, two] = await openTwo();
  const names = Array.from({ length: 60 }, (_, number) => `${number}-${"é".repeat(200)}`);
  const all = Promise.all(
    names.map((name) => new Promise<void>((resolve) => two.transcripts.subscribe(name, () => resolve()))),
  );
  await Promise.all(names.map((name) => one.turnStore.accept(referenceOf(name), said(name, "m1"))));
  await expect(all).resolves.toHaveLength(60);
});

test("a lease is taken by exactly one of the nodes that poll at the same time", async () => {
  let now = 1_000;
  const [one, two] = await openTwo({ leaseNow: () => now, leaseMs: 100 });
  for (let number = 0; number < 40; number++) {
    await one.turnStore.accept(referenceOf(`c${number}`), said(`c${number}`, "m1"));
    await one.turnStore.commit(turnOf(`c${number}`, 0, "m1", { outbox: [{ destination: "channel", body: 1 }] }));
  }
  expect(await two.outbox.take(100)).toEqual([]);
  now += 101;
  const rounds = await Promise.all([one, two, one, two, one, two].map(({ outbox }) => outbox.take(10)));
  const taken = rounds.flat();
  expect(new Set(taken).size).toBe(taken.length);
  for (let more = await one.outbox.take(10); more.length > 0; more = await one.outbox.take(10)) taken.push(...more);
  expect(new Set(taken).size).toBe(40);
  expect(taken).toHaveLength(40);
});

test("a node that lost its lease to another can neither read the queue on nor release the lease", async () => {
  let now = 1_000;
  const [one, two] = await openTwo({ leaseNow: () => now, leaseMs: 100 });
  await one.turnStore.accept(referenceOf("a"), said("a", "m1"));
  await one.turnStore.commit(turnOf("a", 0, "m1", { outbox: [{ destination: "channel", body: 1 }] }));
  now += 101;
  expect(await two.outbox.take(10)).toEqual(["a"]);
  expect(await one.outbox.pending("a", 0, 10)).toBeNull();
  expect(
    await one.outbox.recordResults([
      { type: "renewed", conversation: "a" },
      { type: "released", conversation: "a", position: 1 },
    ]),
  ).toEqual([false, false]);
  expect(await two.outbox.pending("a", 0, 10)).toMatchObject({ newest: 1, entries: [{ body: 1 }] });
});

test("what a node left that died with its clock hours ahead is another's as soon as the lease is over, for no node's own clock counts", async () => {
  const open = openerOf(await makeDatabase());
  const ahead = await open({ now: () => Date.now() + 7_200_000, leaseMs: 50 });
  const alive = await open({ leaseMs: 50 });
  await ahead.turnStore.accept(referenceOf("a"), said("a", "m1"));
  await ahead.turnStore.commit(turnOf("a", 0, "m1", { outbox: [{ destination: "channel", body: 1 }] }));
  await expect.poll(() => alive.outbox.take(10), { timeout: 10_000 }).toEqual(["a"]);
});

test("a node that waits to try again keeps its lease for longer, even when it renews it", async () => {
  let now = 1_000;
  const [one, two] = await openTwo({ leaseNow: () => now, leaseMs: 100 });
  await one.turnStore.accept(referenceOf("a"), said("a", "m1"));
  await one.turnStore.commit(turnOf("a", 0, "m1", { outbox: [{ destination: "channel", body: 1 }] }));
  await one.outbox.recordResults([
    { type: "postponed", ...(await entryAt(one, "a", 1)), attempts: 1, error: "429", waitMs: 4_000 },
    { type: "renewed", conversation: "a" },
  ]);
  now = 5_050;
  expect(await two.outbox.take(10)).toEqual([]);
  now = 5_101;
  expect(await two.outbox.take(10)).toEqual(["a"]);
  expect((await two.outbox.pending("a", 0, 10))?.entries[0]?.attempts).toBe(1);
});

test("entries that another node stores go to the owner of the lease, who may not release it before", async () => {
  const [one, two] = await openTwo();
  const handed: unknown[] = [];
  for (const { outbox } of [one, two])
    outbox.onCommitted((conversation, entries) => handed.push([conversation, entries?.map((entry) => entry.position)]));
  for (const id of ["m1", "m2", "m3"]) await one.turnStore.accept(referenceOf("a"), said("a", id));
  await one.turnStore.commit(turnOf("a", 0, "m1", { outbox: [{ destination: "channel", body: 1 }] }));
  await two.turnStore.commit(turnOf("a", 1, "m2", { outbox: [{ destination: "channel", body: 2 }] }));
  expect(handed).toEqual([["a", [1]]]);
  expect(await one.outbox.recordResults([{ type: "released", conversation: "a", position: 1 }])).toEqual([false]);
  expect((await one.outbox.pending("a", 1, 10))?.entries.map((entry) => entry.position)).toEqual([2]);
  expect(
    await one.outbox.recordResults([
      { type: "delivered", ...(await entryAt(one, "a", 1)) },
      { type: "delivered", ...(await entryAt(one, "a", 2)) },
      { type: "released", conversation: "a", position: 2 },
    ]),
  ).toEqual([true, true, true]);
  await two.turnStore.commit(turnOf("a", 2, "m3", { outbox: [{ destination: "channel", body: 3 }] }));
  expect(handed.at(-1)).toEqual(["a", [3]]);
});

test("a node that hears nobody notifies nobody, and tells one that comes later to read everything", async () => {
  const url = await makeDatabase();
  const other = new pg.Client({ connectionString: url });
  onTestFinished(() => other.end());
  const received: string[] = [];
  other.on("notification", ({ payload = "" }) => received.push(payload));
  await other.connect();
  await other.query(`listen ${channel}`);
  let now = 0;
  let poll = (): void => undefined;
  const node = startListening({
    primary: createPrimaryHost(url),
    node: "one",
    changes: createChangeNotifier(),
    onOtherNode: () => undefined,
    clock: { now: () => now, after: (_ms, act) => ((poll = act), () => undefined) },
    monotonicNow: () => now,
    notify: (message) => other.query("select pg_notify($1, $2)", [channel, message]),
    log: pino({ enabled: false }),
  });
  onTestFinished(() => node.close());
  await node.ready;
  const isNotifiedOf = async (topic: string): Promise<boolean> => {
    node.notifyNodes(topic);
    // A greeting may be under way, and goes first.
    for (let ways = 0; ways < 4; ways += 1) await other.query("select 1");
    return received.some((message) => message.split("\n").includes(topic));
  };
  expect(await isNotifiedOf("right after the start")).toBe(true);

  now = 40_000;
  // Its own greeting has to come back first: without it, it hears nobody at all.
  expect(await isNotifiedOf("before it heard itself again")).toBe(true);
  poll();
  let asked = 0;
  await expect.poll(() => isNotifiedOf(`while alone ${(asked += 1)}`)).toBe(false);

  await other.query("select pg_notify($1, $2)", [channel, "two\n\u0001greeting"]);
  await expect.poll(() => received.at(-1)).toBe("one\n\u0001everything");
  expect(await isNotifiedOf("now that there is another")).toBe(true);
});

test("nodes whose own clocks differ go by the database's: presence, sessions and the times of lines", async () => {
  const [one, two] = await openTwo();
  const before = one.now();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  const other = await openerOf(await makeDatabase())();
  expect(Date.now() - before).toBeGreaterThan(3_000_000);
  for (const store of [one, two, other]) expect(store.now() - before).toBeLessThan(600_000);
});

test("a clock that is handed in is the store's", async () => {
  const [one] = await openTwo({ now: () => 42 });
  expect(one.now()).toBe(42);
});
