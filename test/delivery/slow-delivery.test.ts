import { setImmediate as soon } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";

import { createOutboxDispatcher } from "../../src/delivery/outbox-dispatcher.ts";
import type { Store } from "../../src/storage/open-store.ts";
import type { OutboxStore } from "../../src/conversation/outbox-ports.ts";
import { openerOf } from "../storage/support/databases.ts";
import { makeDatabase } from "../storage/support/postgres.ts";
import { referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { type FakeClock, makeFakeClock } from "../status-feed/support/fake-clock.ts";
import { silentLog } from "../support/recorded-log.ts";
import { bodies, createReceiver, type Receiver } from "./support/receiver.ts";

const leaseMs = 30_000;

/** A store of which is known when nothing is asked of it any more. */
function watched({ outbox }: Store): { store: OutboxStore; quiet(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  const noted =
    <Args extends unknown[], Result>(ask: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      const answer = ask(...args);
      underWay.add(answer);
      const over = (): void => void underWay.delete(answer);
      answer.then(over, over);
      return answer;
    };
  const { take, recordResults, pending, bodyNow } = outbox;
  return {
    store: {
      ...outbox,
      take: noted(take),
      recordResults: noted(recordResults),
      pending: noted(pending),
      bodyNow: noted(bodyNow),
    },
    async quiet() {
      // What an answer leads to is asked a few microtasks later: before anything that is only due soon.
      do {
        await Promise.allSettled(underWay);
        await soon();
      } while (underWay.size > 0);
    },
  };
}

type Node = { clock: FakeClock; quiet(): Promise<void> };

function startNode(store: Store, clock: FakeClock, receiver: Receiver): Node {
  const { store: outboxStore, quiet } = watched(store);
  const outbox = createOutboxDispatcher({
    store: outboxStore,
    deliverers: { channel: receiver.deliver },
    clock,
    random: () => 1,
    log: silentLog,
  });
  outbox.start();
  onTestFinished(async () => {
    const stopped = outbox.stop(0);
    clock.advance(1_000);
    await quiet();
    clock.advance(1_000);
    await stopped;
  });
  return { clock, quiet };
}

/** Lets so many seconds pass on every node; after each one, whatever it led to is stored before the next begins. */
async function pass(seconds: number, nodes: readonly Node[], shared: FakeClock): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    shared.advance(1_000);
    for (const { clock } of nodes) if (clock !== shared) clock.advance(1_000);
    for (const { quiet } of nodes) await quiet();
  }
}

/** Two nodes of one database, whose leases go by the same clock. */
async function twoStores(): Promise<{ shared: FakeClock; stores: readonly [Store, Store] }> {
  const open = openerOf(await makeDatabase());
  const shared = makeFakeClock();
  const options = { now: shared.now, leaseNow: shared.now, leaseMs };
  return { shared, stores: [await open(options), await open(options)] };
}

async function say({ turnStore }: Store, version: number): Promise<void> {
  await turnStore.accept(referenceOf("a"), said("a", `m${version}`));
  expect(
    await turnStore.commit(
      turnOf("a", version, `m${version}`, { outbox: [{ destination: "channel", body: version }] }),
    ),
  ).toBe("stored");
}

test("a delivery that takes longer than the lease keeps its conversation: no other node delivers any of it", async () => {
  const { shared, stores } = await twoStores();
  const answered = Promise.withResolvers<void>();
  const [slow, other] = [createReceiver(() => answered.promise), createReceiver()];
  const nodes = [startNode(stores[0], shared, slow), startNode(stores[1], shared, other)];
  await say(stores[0], 0);
  await slow.received(1);
  await say(stores[1], 1);
  await pass(100, nodes, shared);
  expect(bodies(slow.attempts)).toEqual(["a: 0"]);
  expect(other.attempts).toEqual([]);
  answered.resolve();
  await Promise.all([slow.received(2), pass(10, nodes, shared)]);
  // The second delivery may have come after the last of these seconds: its result is written within the next.
  await pass(2, nodes, shared);
  expect(bodies(slow.attempts)).toEqual(["a: 0", "a: 1"]);
  expect(other.attempts).toEqual([]);
  expect(await stores[0].outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
});

test("a node that stood still while it delivered, and whose conversation went to another, delivers nothing more of it", async () => {
  const { shared, stores } = await twoStores();
  const stopped = makeFakeClock();
  const answered = Promise.withResolvers<void>();
  const [slow, other] = [createReceiver(() => answered.promise), createReceiver()];
  const still = startNode(stores[0], stopped, slow);
  const awake = startNode(stores[1], shared, other);
  for (const version of [0, 1, 2]) await say(stores[0], version);
  await slow.received(1);
  await Promise.all([other.received(3), pass(leaseMs / 1_000 + 20, [awake], shared)]);
  expect(bodies(other.attempts)).toEqual(["a: 0", "a: 1", "a: 2"]);
  stopped.advance(leaseMs);
  await still.quiet();
  stopped.advance(1_000);
  await still.quiet();
  answered.resolve();
  await pass(10, [still, awake], shared);
  expect(bodies(slow.attempts)).toEqual(["a: 0"]);
  expect(await stores[1].outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
});
