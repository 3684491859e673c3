import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { channelRetryPolicy } from "../../src/common/retry-policy.ts";
import { DeliveryError } from "../../src/common/delivery-error.ts";
import {
  createOutboxDispatcher,
  type OutboxDispatcher,
  type OutboxDispatcherOptions,
} from "../../src/delivery/outbox-dispatcher.ts";
import type { Store } from "../../src/storage/open-store.ts";
import { type Place, sqliteMemory } from "../storage/support/databases.ts";
import { postgresPlace } from "../storage/support/postgres.ts";
import { referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { silentLog } from "../support/recorded-log.ts";
import { createLeapingClock, type LeapingClock } from "./support/leaping-clock.ts";
import { bodies, createReceiver, type Delivered, type Receiver } from "./support/receiver.ts";

const hour = 3_600_000;
const away = new DeliveryError("the channel answered 502", { retry: true });

for (const place of [sqliteMemory, postgresPlace]) longOutage(place);

/** What becomes of words while a channel is away for long, on any database. */
function longOutage(place: Place): void {
  describe(`an outage of a channel, on ${place.name}`, () => {
    let clock: LeapingClock;
    let store: Store;
    let begin: number;
    beforeEach(async () => {
      clock = createLeapingClock();
      begin = clock.now();
      store = await (await place.make())({ now: clock.now, leaseNow: clock.now });
    });

    // The made clock leaps on while PostgreSQL answers in real time, so there it bounds minutes, not seconds.
    const soon = place === postgresPlace ? 10 * 60_000 : 30_000;
    const start = (receiver: Receiver, options: Partial<OutboxDispatcherOptions> = {}): OutboxDispatcher => {
      const outbox = createOutboxDispatcher({
        store: store.outbox,
        deliverers: { channel: receiver.deliver },
        isCourtesy: ({ body }) => String(body).startsWith("card"),
        clock,
        log: silentLog,
        random: () => 1,
        ...options,
      });
      outbox.start();
      onTestFinished(() => clock.until(outbox.stop(0)));
      return outbox;
    };
    const say = async (conversation: string, words: readonly string[], channel = "msteams"): Promise<void> => {
      const id = `m${Math.random()}`;
      await store.turnStore.accept(referenceOf(conversation, { channel }), said(conversation, id));
      const { version } = await store.turnStore.load(conversation);
      const outbox = words.map((body) => ({ destination: "channel", body }));
      expect(await store.turnStore.commit(turnOf(conversation, version, id, { outbox }))).toBe("stored");
    };
    const empty = async (outbox: OutboxDispatcher): Promise<void> => {
      while ((await outbox.backlog()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    };
    const since = (): number => clock.now() - begin;
    /** Lets the time leap until so much of it has passed. */
    const pass = (ms: number): Promise<void> => {
      const end = clock.now() + ms;
      return clock.until(
        (async () => {
          while (clock.now() < end) await new Promise((resolve) => setTimeout(resolve, 1));
        })(),
      );
    };

    test("of two hours loses nothing and keeps the order, and other channels do not notice it", async () => {
      const receiver = createReceiver(({ reference }) => {
        if (reference.channel === "msteams" && since() < 2 * hour) throw away;
      });
      const outbox = start(receiver);
      await say("a", ["one", "two"]);
      await pass(5 * 60_000);
      await say("a", ["three"]);
      await say("b", ["one"], "slack");
      await clock.until(empty(outbox));
      expect((await outbox.backlog()).deadLetters).toBe(0);
      const arrived = bodies(receiver.attempts.slice(-3));
      expect(arrived).toEqual(["a: one", "a: two", "a: three"]);
      expect(since()).toBeLessThan(2 * hour + 120_000 + soon);
      expect(receiver.attempts.filter(({ conversation }) => conversation === "b")).toHaveLength(1);
      expect(receiver.attempts.length).toBeLessThan(100);
    });

    test("of more than its time ends in a dead letter, and not before", async () => {
      const receiver = createReceiver(() => {
        throw away;
      });
      const outbox = start(receiver, { retryPolicy: { ...channelRetryPolicy, maxTriedMs: hour } });
      await say("a", ["one"]);
      await clock.until(empty(outbox));
      expect((await outbox.backlog()).deadLetters).toBe(1);
      expect(since()).toBeGreaterThan(hour);
    });

    test("counts from the first attempt: what waited while no node ran is tried for its time all the same", async () => {
      await say("a", ["one"]);
      await clock.until(new Promise<void>((resolve) => clock.after(3 * hour, resolve)));
      const receiver = createReceiver(() => {
        if (since() < 3.5 * hour) throw away;
      });
      const outbox = start(receiver, { retryPolicy: { ...channelRetryPolicy, maxTriedMs: hour } });
      await pass(20 * 60_000);
      // The next node goes on counting where the one before ended.
      await clock.until(outbox.stop(0));
      const next = start(receiver, { retryPolicy: { ...channelRetryPolicy, maxTriedMs: hour } });
      await clock.until(empty(next));
      expect(since()).toBeGreaterThanOrEqual(3.5 * hour);
      expect((await next.backlog()).deadLetters).toBe(0);
    });

    test("is over for everybody as soon as the channel takes anything", async () => {
      let isAway = true;
      const receiver = createReceiver(() => {
        if (isAway) throw away;
      });
      const outbox = start(receiver);
      for (const conversation of ["a", "b", "c"]) await say(conversation, ["one"]);
      await pass(10 * 60_000);
      expect(await store.outbox.failing()).toEqual([
        { remote: "msteams", since: expect.any(Number), reason: "the channel answered 502" },
      ]);
      isAway = false;
      const back = clock.now();
      await say("d", ["now"]);
      await clock.until(empty(outbox));
      expect(clock.now() - back).toBeLessThan(soon);
      expect(await store.outbox.failing()).toEqual([]);
    });

    test("does not keep a person's next words waiting: what waits for them is tried at once, first things first", async () => {
      let isAway = true;
      const receiver = createReceiver(() => {
        if (isAway) throw away;
      });
      const outbox = start(receiver);
      await say("a", ["one"]);
      await pass(10 * 60_000);
      isAway = false;
      const before = clock.now();
      await say("a", ["two"]);
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts.slice(-2))).toEqual(["a: one", "a: two"]);
      expect(clock.now() - before).toBeLessThan(soon);
    });

    test("a wait that the channel asked for is not cut short by new words", async () => {
      const at: number[] = [];
      const receiver = createReceiver(({ attempt, body }) => {
        at.push(since());
        if (attempt === 1 && body === "one") throw new DeliveryError("429", { retry: true, afterMs: 600_000 });
      });
      const outbox = start(receiver);
      await say("a", ["one"]);
      await pass(60_000);
      await say("a", ["two"]);
      await clock.until(empty(outbox));
      expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(600_000);
      expect(bodies(receiver.attempts)).toEqual(["a: one", "a: one", "a: two"]);
    });

    test("a refusal that may pass is tried a few times within seconds, then it is final and the rest goes on", async () => {
      const refuse = ({ body }: Delivered): void => {
        if (body === "gone") throw new DeliveryError("404", { retry: true, concerns: "conversation", maxInARow: 4 });
      };
      const receiver = createReceiver(refuse);
      const outbox = start(receiver);
      await say("a", ["gone", "after"]);
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: gone", "a: gone", "a: gone", "a: gone", "a: after"]);
      expect(since()).toBeLessThan(soon);
      expect(await store.outbox.failing()).toEqual([]);
    });

    test("a change of a card holds up no word: it is tried twice beside them, then dropped", async () => {
      const answered = Promise.withResolvers<void>();
      const receiver = createReceiver(async ({ body }) => {
        if (body !== "card") return;
        await answered.promise;
        throw away;
      });
      const outbox = start(receiver);
      await say("a", ["reply", "card"]);
      await clock.until(receiver.received(2));
      await say("a", ["next"]);
      await clock.until(receiver.received(3));
      expect(bodies(receiver.attempts)).toEqual(["a: reply", "a: card", "a: next"]);
      answered.resolve();
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: reply", "a: card", "a: next", "a: card"]);
      expect((await outbox.backlog()).deadLetters).toBe(0);
    });
  });
}
