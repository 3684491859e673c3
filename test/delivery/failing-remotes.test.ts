import { describe, expect, onTestFinished, test } from "vitest";

import { type Clock, systemClock } from "../../src/common/clock.ts";
import { DeliveryError } from "../../src/common/delivery-error.ts";
import { channelRetryPolicy } from "../../src/common/retry-policy.ts";
import { createOutboxDispatcher } from "../../src/delivery/outbox-dispatcher.ts";
import type { Store } from "../../src/storage/open-store.ts";
import { waitFor } from "../desk/event-stream.ts";
import { type Place, sqliteFile } from "../storage/support/databases.ts";
import { makeDatabase, postgresPlace } from "../storage/support/postgres.ts";
import { openerOf } from "../storage/support/databases.ts";
import { referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { silentLog } from "../support/recorded-log.ts";
import { bodies, createReceiver, type Delivered } from "./support/receiver.ts";

const away = new DeliveryError("the channel answered 502", { retry: true });

/** A clock that can be put forward; waits are real. */
function movedClock(): Clock & { forward(ms: number): void } {
  let ahead = 0;
  return { now: () => Date.now() + ahead, after: systemClock.after, forward: (ms) => void (ahead += ms) };
}

/** Delivers from this store by `answer`; ends with the test or before. What fails waits for ten minutes. */
function startNode(store: Store, clock: Clock, answer: (entry: Delivered) => unknown) {
  const receiver = createReceiver(answer);
  const outbox = createOutboxDispatcher({
    store: store.outbox,
    deliverers: { channel: receiver.deliver, mail: receiver.deliver, "connector:one": receiver.deliver },
    clock,
    log: silentLog,
    random: () => 1,
    retryPolicy: { ...channelRetryPolicy, minDelayMs: 600_000, maxDelayMs: 600_000 },
    pollIntervalMs: 10,
  });
  outbox.start();
  let ended: Promise<void> | undefined;
  const stop = () => (ended ??= outbox.stop(0));
  onTestFinished(stop);
  return { receiver, stop };
}

async function say(store: Store, conversation: string, channel: string, destination = "channel"): Promise<void> {
  const id = `m${Math.random()}`;
  await store.turnStore.accept(referenceOf(conversation, { channel }), said(conversation, id));
  const { version } = await store.turnStore.load(conversation);
  const outbox = [{ destination, body: id }];
  expect(await store.turnStore.commit(turnOf(conversation, version, id, { outbox }))).toBe("stored");
}

/** Waits until the store has the failure of a conversation's first entry: it is parked, or counted. */
const noted = (store: Store, conversation: string) =>
  waitFor(async () => {
    const page = await store.outbox.pending(conversation, 0, 1);
    return page === null || page.entries[0]!.attempts > 0 ? true : undefined;
  });

const waits = (store: Store, count: number) =>
  waitFor(async () => ((await store.outbox.backlog()).waiting === count ? true : undefined));

for (const place of [sqliteFile, postgresPlace]) failingRemotes(place);

function failingRemotes(place: Place): void {
  describe(`what takes nothing, on ${place.name}`, () => {
    test("is known after ten seconds, with the reason, also after a restart, until anything gets through", async () => {
      const clock = movedClock();
      const open = await place.make();
      const store = await open({ now: clock.now });
      let isAway = true;
      const answer = (): void => {
        if (isAway) throw away;
      };
      const node = startNode(store, clock, answer);
      const began = clock.now();
      await say(store, "a", "msteams");
      await node.receiver.received(1);
      await noted(store, "a");
      expect(await store.outbox.failing()).toEqual([]);
      clock.forward(10_000);
      const [failing] = await waitFor(async () => ofSome(await store.outbox.failing()));
      expect(failing).toEqual({ remote: "msteams", since: expect.any(Number), reason: "the channel answered 502" });
      expect(failing!.since).toBeGreaterThanOrEqual(began);
      expect(failing!.since).toBeLessThan(began + 10_000);
      await node.stop();
      await store.close();

      const next = await open({ now: clock.now });
      expect(await next.outbox.failing()).toEqual([failing]);
      isAway = false;
      startNode(next, clock, answer);
      await say(next, "b", "msteams");
      await waitFor(async () => ((await next.outbox.failing()).length === 0 ? true : undefined));
      await waits(next, 0);
    });

    test("is named by channel, as the mail server or as the other system, longest first, without the words of a fault", async () => {
      const clock = movedClock();
      const store = await (await place.make())({ now: clock.now });
      const node = startNode(store, clock, ({ destination }) => {
        throw destination === "connector:one" ? new Error("secret words") : away;
      });
      const places = [
        ["a", "webchat", "mail"],
        ["b", "slack", "channel"],
        ["c", "webchat", "connector:one"],
        ["d", "slack", "channel"],
      ] as const;
      for (const [at, [conversation, channel, destination]] of places.entries()) {
        await say(store, conversation, channel, destination);
        await node.receiver.received(at + 1);
        await noted(store, conversation);
        clock.forward(20_000);
      }
      expect((await store.outbox.failing()).map(({ remote, reason }) => `${remote}: ${reason}`)).toEqual([
        "mail: the channel answered 502",
        "slack: the channel answered 502",
        "connector:one: an unforeseen fault",
      ]);
    });

    test("is nothing that refuses one conversation, is too early, or is final", async () => {
      const clock = movedClock();
      const store = await (await place.make())({ now: clock.now });
      const errors = [
        new DeliveryError("403", { retry: true, concerns: "conversation" }),
        new DeliveryError("not yet", { retry: true, isEarly: true, afterMs: 600_000 }),
        new DeliveryError("blocked", { retry: false }),
      ];
      const node = startNode(store, clock, ({ conversation }) => {
        throw errors[Number(conversation)] ?? away;
      });
      for (const at of errors.keys()) await say(store, String(at), "msteams");
      await node.receiver.received(errors.length);
      await waits(store, 2);
      clock.forward(3_600_000);
      expect(await store.outbox.failing()).toEqual([]);
    });

    test("is over where a channel that was away refuses one conversation alone", async () => {
      const clock = movedClock();
      const store = await (await place.make())({ now: clock.now });
      const refusals = [away, new DeliveryError("403", { retry: true, concerns: "conversation" })];
      const node = startNode(store, clock, () => {
        throw refusals.shift() ?? away;
      });
      await say(store, "a", "msteams");
      await node.receiver.received(1);
      await noted(store, "a");
      clock.forward(10_000);
      await waitFor(async () => ofSome(await store.outbox.failing()));
      await say(store, "a", "msteams");
      await node.receiver.received(2);
      await waitFor(async () => ((await store.outbox.failing()).length === 0 ? true : undefined));
      expect(await store.outbox.failing()).toEqual([]);
    });
  });
}

test("all nodes see the same channel fail, and what one of them gets through ends it and the waits of all", async () => {
  const clock = movedClock();
  const open = openerOf(await makeDatabase());
  const [one, two] = [await open({ now: clock.now }), await open({ now: clock.now })];
  let fails = true;
  const broken = startNode(one, clock, () => {
    if (fails) throw away;
  });
  await say(one, "a", "msteams");
  await broken.receiver.received(1);
  await noted(one, "a");
  clock.forward(10_000);
  const seen = await waitFor(async () => ofSome(await two.outbox.failing()));
  expect(seen).toEqual(await one.outbox.failing());

  // The other node has seen no failure of its own.
  const well = startNode(two, clock, () => undefined);
  fails = false;
  await waitFor(async () => {
    await say(two, "b", "msteams");
    return (await one.outbox.failing()).length === 0 ? true : undefined;
  });
  await waits(one, 0);
  expect(await two.outbox.failing()).toEqual([]);
  expect(
    bodies([...broken.receiver.attempts, ...well.receiver.attempts]).filter((body) => body.startsWith("a")),
  ).toHaveLength(2);
});

function ofSome<Item>(found: readonly Item[]): readonly Item[] | undefined {
  return found.length > 0 ? found : undefined;
}
