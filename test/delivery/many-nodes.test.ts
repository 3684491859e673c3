import { expect, onTestFinished, test } from "vitest";

import { createOutboxDispatcher, type OutboxDispatcher } from "../../src/delivery/outbox-dispatcher.ts";
import type { Store } from "../../src/storage/open-store.ts";
import type { TurnRecord } from "../../src/conversation/ports.ts";
import { systemClock } from "../../src/common/clock.ts";
import { openerOf } from "../storage/support/databases.ts";
import { makeDatabase } from "../storage/support/postgres.ts";
import { referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { silentLog } from "../support/recorded-log.ts";
import { createLeapingClock } from "./support/leaping-clock.ts";
import { bodies, createReceiver, type Receiver } from "./support/receiver.ts";

async function say(
  { turnStore }: Store,
  conversation: string,
  version: number,
  more: Partial<TurnRecord> = {},
): Promise<void> {
  await turnStore.accept(referenceOf(conversation), said(conversation, `m${version}`));
  const outbox = [{ destination: "channel", body: version }];
  expect(await turnStore.commit(turnOf(conversation, version, `m${version}`, { outbox, ...more }))).toBe("stored");
}

function start(store: Store, receiver: Receiver): OutboxDispatcher {
  const outbox = createOutboxDispatcher({
    store: store.outbox,
    deliverers: { channel: receiver.deliver },
    clock: systemClock,
    log: silentLog,
    random: Math.random,
    pollIntervalMs: 20,
  });
  outbox.start();
  onTestFinished(() => outbox.stop(0));
  return outbox;
}

test("two nodes that take turns of the same conversations deliver each entry once and in order", async () => {
  const open = openerOf(await makeDatabase());
  const stores = [await open(), await open()] as const;
  const receiver = createReceiver(() => new Promise((resolve) => setTimeout(resolve, Math.random() * 3)));
  for (const store of stores) start(store, receiver);
  const names = Array.from({ length: 10 }, (_, number) => `c${number}`);
  await Promise.all(
    names.map(async (name) => {
      for (let version = 0; version < 20; version++) await say(stores[Math.random() < 0.5 ? 0 : 1], name, version);
    }),
  );
  await receiver.received(200);
  for (const name of names) {
    const of = receiver.attempts.filter(({ conversation }) => conversation === name);
    expect(bodies(of)).toEqual(Array.from({ length: 20 }, (_, version) => `${name}: ${version}`));
  }
  while ((await stores[0].outbox.backlog()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(receiver.attempts).toHaveLength(200);
}, 60_000);

test("entries of a crashed node are delivered by another once its lease expires, and not before", async () => {
  const open = openerOf(await makeDatabase());
  const clock = createLeapingClock();
  const [crashed, alive] = [
    await open({ leaseNow: clock.now, leaseMs: 30_000 }),
    await open({ leaseNow: clock.now, leaseMs: 30_000 }),
  ];
  await say(crashed, "a", 0);
  await say(crashed, "a", 1);
  const from = clock.now();
  let at = 0;
  const receiver = createReceiver(() => (at ||= clock.now()));
  const outbox = createOutboxDispatcher({
    store: alive.outbox,
    deliverers: { channel: receiver.deliver },
    clock,
    log: silentLog,
    random: () => 1,
  });
  outbox.start();
  // A turn on the living node appends to the same queue, whose lease the crashed node still holds.
  await say(alive, "a", 2);
  await clock.until(receiver.received(3));
  expect(bodies(receiver.attempts)).toEqual(["a: 0", "a: 1", "a: 2"]);
  expect(at - from).toBeGreaterThan(30_000);
  await clock.until(outbox.stop(0));
});

test("the reply to an erasure by another node is delivered after the running delivery, and nothing that was erased", async () => {
  const open = openerOf(await makeDatabase());
  const [one, two] = [await open(), await open()];
  const answered = Promise.withResolvers<void>();
  const receiver = createReceiver(() => answered.promise);
  start(one, receiver);
  for (const version of [0, 1]) await say(one, "a", version);
  await receiver.received(1);
  await say(two, "a", 2);
  const receivedBefore = one.outbox.lastDeletion();
  await say(two, "a", 3, { erase: { user: "user of a", channel: "webchat" } });
  await expect.poll(() => one.outbox.lastDeletion(), { timeout: 10_000 }).toBeGreaterThan(receivedBefore);
  answered.resolve();
  await receiver.received(2);
  expect(bodies(receiver.attempts)).toEqual(["a: 0", "a: 3"]);
});

test("a node that stops releases what it could not deliver to the others at once", async () => {
  const open = openerOf(await makeDatabase());
  const [one, two] = [await open(), await open()];
  const failing = createReceiver(() => {
    throw new Error("unavailable");
  });
  const outbox = start(one, failing);
  await say(one, "a", 0);
  await failing.received(1);
  await outbox.stop(5_000);
  const receiver = createReceiver();
  start(two, receiver);
  await receiver.received(1);
  expect(receiver.attempts[0]).toMatchObject({ body: 0, attempt: 2 });
});

test("a node that stops during a poll delivers nothing of it, and releases it to the others at once", async () => {
  const open = openerOf(await makeDatabase());
  const [one, two] = [await open(), await open()];
  await say(one, "a", 0);
  await one.outbox.releaseAllLeases();
  const [took, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const take = async (limit: number): Promise<readonly string[]> => {
    const taken = await one.outbox.take(limit);
    took.resolve();
    await answered.promise;
    return taken;
  };
  const late = createReceiver();
  const outbox = start({ ...one, outbox: { ...one.outbox, take } }, late);
  await took.promise;
  const stopped = outbox.stop(5_000);
  answered.resolve();
  await stopped;
  const receiver = createReceiver();
  start(two, receiver);
  await receiver.received(1);
  expect(receiver.attempts[0]).toMatchObject({ body: 0, attempt: 1 });
  expect(late.attempts).toEqual([]);
});
