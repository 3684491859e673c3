import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

import {
  type OutboxDispatcher,
  createOutboxDispatcher,
  type OutboxDispatcherOptions,
} from "../../../src/delivery/outbox-dispatcher.ts";
import type { Store } from "../../../src/storage/open-store.ts";
import { AppError } from "../../../src/common/errors.ts";
import { DeliveryError } from "../../../src/common/delivery-error.ts";
import type { OpenStore, Place } from "../../storage/support/databases.ts";
import { referenceOf, said, turnOf } from "../../storage/support/turns.ts";
import { createRecordedLog, silentLog } from "../../support/recorded-log.ts";
import { createLeapingClock, type LeapingClock } from "./leaping-clock.ts";
import { bodies, createReceiver, type Receiver } from "./receiver.ts";

/** The guarantees of delivery, on any database. */
export function outboxContract(place: Place): void {
  describe(`the outbox on ${place.name}`, () => {
    let open: OpenStore;
    let clock: LeapingClock;
    let store: Store;
    beforeEach(async () => {
      clock = createLeapingClock();
      open = await place.make();
      store = await open({ now: clock.now });
    });

    const start = (receiver: Receiver, options: Partial<OutboxDispatcherOptions> = {}): OutboxDispatcher => {
      const outbox = createOutboxDispatcher({
        store: store.outbox,
        deliverers: { channel: receiver.deliver },
        clock,
        log: silentLog,
        random: () => 1,
        ...options,
      });
      outbox.start();
      onTestFinished(() => clock.until(outbox.stop(0)));
      return outbox;
    };
    /** One turn that says `words`. */
    const say = async (conversation: string, words: readonly string[], by = store): Promise<void> => {
      const id = `m${Math.random()}`;
      await by.turnStore.accept(referenceOf(conversation), said(conversation, id));
      const { version } = await by.turnStore.load(conversation);
      expect(
        await by.turnStore.commit(
          turnOf(conversation, version, id, { outbox: words.map((body) => ({ destination: "channel", body })) }),
        ),
      ).toBe("stored");
    };
    const empty = async (outbox: OutboxDispatcher): Promise<void> => {
      while ((await outbox.backlog()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    };
    test("delivers what a turn committed, in order, with the conversation reference, and keeps nothing waiting", async () => {
      const receiver = createReceiver();
      const outbox = start(receiver);
      await say("a", ["one", "two"]);
      await say("a", ["three"]);
      await clock.until(receiver.received(3));
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: one", "a: two", "a: three"]);
      expect(receiver.attempts[0]).toEqual({
        id: "a#1",
        conversation: "a",
        destination: "channel",
        body: "one",
        reference: referenceOf("a"),
        attempt: 1,
      });
      expect(await outbox.backlog()).toEqual({ waiting: 0, oldest: null, deadLetters: 0 });
    });

    test("delivers older entries first when it holds the lease without knowing it", async () => {
      const receiver = createReceiver();
      // No subscriber: as if the connection broke after the commit and before its response.
      await say("a", ["one", "two"]);
      const outbox = start(receiver);
      await say("a", ["three"]);
      await clock.until(receiver.received(3));
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: one", "a: two", "a: three"]);
    });

    test("starts the next delivery of a conversation only when the one before it has ended", async () => {
      let running = 0;
      let most = 0;
      const receiver = createReceiver(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
      });
      start(receiver);
      for (const word of ["1", "2", "3", "4"]) await say("a", [word, `${word}b`]);
      await clock.until(receiver.received(8));
      expect(most).toBe(1);
      expect(bodies(receiver.attempts)).toEqual(["a: 1", "a: 1b", "a: 2", "a: 2b", "a: 3", "a: 3b", "a: 4", "a: 4b"]);
    });

    test("does not let a slow conversation block another", async () => {
      let finish = (): void => {};
      const slow = new Promise<void>((resolve) => (finish = resolve));
      const receiver = createReceiver(({ conversation }) => (conversation === "slow" ? slow : undefined));
      start(receiver);
      await say("slow", ["1", "2"]);
      await say("quick", ["1", "2"]);
      await clock.until(receiver.received(3));
      expect(bodies(receiver.attempts).toSorted()).toEqual(["quick: 1", "quick: 2", "slow: 1"]);
      finish();
      await clock.until(receiver.received(4));
    });

    test("retries with back-off, and keeps the order", async () => {
      const receiver = createReceiver(({ body, attempt }) => {
        if (body === "hard" && attempt < 4) throw new Error("not now");
      });
      start(receiver);
      await say("a", ["hard", "after"]);
      await clock.until(receiver.received(5));
      expect(bodies(receiver.attempts)).toEqual(["a: hard", "a: hard", "a: hard", "a: hard", "a: after"]);
      expect(receiver.attempts.map((entry) => entry.attempt)).toEqual([1, 2, 3, 4, 1]);
      expect(clock.waits.filter((ms) => [1_000, 2_000, 4_000].includes(ms))).toEqual([1_000, 2_000, 4_000]);
    });

    test("waits as long as Retry-After asks", async () => {
      const at: number[] = [];
      const receiver = createReceiver(({ attempt }) => {
        at.push(clock.now());
        // Longer waits are spent in the database, which has a clock of its own here; long-outage.test.ts has them.
        if (attempt === 1) throw new DeliveryError("429", { retry: true, afterMs: 9_000 });
      });
      start(receiver);
      await say("a", ["one"]);
      await clock.until(receiver.received(2));
      expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(9_000);
    });

    test("turns an entry into a dead letter at once after a final error, reports it, and goes on with the next", async () => {
      const failed: string[] = [];
      const receiver = createReceiver(({ body }) => {
        if (body === "blocked") throw new DeliveryError("MessageWritesBlocked", { retry: false });
      });
      const outbox = start(receiver, { onDeadLetter: (entry) => failed.push(String(entry.body)) });
      await say("a", ["blocked", "after"]);
      await clock.until(receiver.received(2));
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: blocked", "a: after"]);
      expect(failed).toEqual(["blocked"]);
      expect(await outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 1 });
      expect(await store.outbox.deadLetters(10)).toMatchObject([
        {
          conversation: "a",
          position: 1,
          destination: "channel",
          body: "blocked",
          attempts: 1,
          reason: "MessageWritesBlocked",
        },
      ]);
    });

    test("turns an entry into a dead letter after the last attempt, so that it does not block the conversation", async () => {
      const receiver = createReceiver(({ body }) => {
        if (body === "poison") throw new DeliveryError("500", { retry: true });
      });
      const retryPolicy = {
        maxAttempts: 3,
        maxTriedMs: Infinity,
        minDelayMs: 10,
        maxDelayMs: 20,
        maxRetryAfterMs: 1_000,
      };
      const outbox = start(receiver, { retryPolicy });
      await say("a", ["poison", "after"]);
      await clock.until(receiver.received(4));
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: poison", "a: poison", "a: poison", "a: after"]);
      expect(await store.outbox.deadLetters(10)).toMatchObject([{ attempts: 3, reason: "500" }]);
    });

    test("does not count an attempt that could not begin because its own store was unavailable, and logs the outage", async () => {
      const receiver = createReceiver(({ attempt }) => {
        if (attempt === 1) throw new DeliveryError("500", { retry: true });
      });
      let failures = 20;
      const reference: Store["outbox"]["reference"] = (conversation) =>
        failures-- > 0
          ? Promise.reject(new AppError("StoreUnavailable", "The database is unavailable."))
          : store.outbox.reference(conversation);
      const { log, lines } = createRecordedLog();
      const retryPolicy = {
        maxAttempts: 3,
        maxTriedMs: Infinity,
        minDelayMs: 10,
        maxDelayMs: 20,
        maxRetryAfterMs: 1_000,
      };
      const outbox = start(receiver, {
        store: { ...store.outbox, reference },
        retryPolicy,
        log,
      });
      await say("a", ["one", "two"]);
      // A retry reads the conversation reference again.
      await clock.until(receiver.received(4));
      await clock.until(empty(outbox));
      expect(receiver.attempts.map(({ body, attempt }) => [body, attempt])).toEqual([
        ["one", 1],
        ["one", 2],
        ["two", 1],
        ["two", 2],
      ]);
      expect(failures).toBeLessThan(0);
      expect(lines[0]).toMatchObject({ level: "warn", msg: "outbox store unavailable, will retry" });
      expect(lines.at(-1)).toMatchObject({ level: "info", msg: "outbox store available again" });
      expect((await outbox.backlog()).deadLetters).toBe(0);
    });

    test("does not deliver what was erased while it waited, but what follows after the conversation started again", async () => {
      const answered = Promise.withResolvers<void>();
      const receiver = createReceiver(() => answered.promise);
      const outbox = start(receiver);
      await say("a", ["one", "two"]);
      await receiver.received(1);
      await store.privacy.erase("user of a");
      clock.set(clock.now() + 1);
      await say("a", ["three"]);
      answered.resolve();
      await clock.until(receiver.received(2));
      await clock.until(empty(outbox));
      expect(bodies(receiver.attempts)).toEqual(["a: one", "a: three"]);
    });

    test("records the attempt before the send where the destination cannot be asked what arrived", async () => {
      const answered = Promise.withResolvers<void>();
      const receiver = createReceiver(() => answered.promise);
      start(receiver, { recordAttemptBeforeSend: new Set(["channel"]) });
      await say("a", ["one"]);
      await clock.until(receiver.received(1));
      expect((await store.outbox.pending("a", 0, 1))?.entries[0]?.attempts).toBe(1);
      expect(receiver.attempts[0]?.attempt).toBe(1);
      answered.resolve();
    });

    test("turns an entry for an unknown destination into a dead letter", async () => {
      const outbox = start(createReceiver(), { deliverers: {} });
      await say("a", ["one"]);
      await clock.until(empty(outbox));
      expect((await store.outbox.deadLetters(10))[0]?.reason).toContain("channel");
    });

    test("delivers what was stored before it started", async () => {
      await say("a", ["one", "two"]);
      await say("b", ["three"]);
      await store.outbox.releaseAllLeases();
      const receiver = createReceiver();
      start(receiver);
      await clock.until(receiver.received(3));
      expect(bodies(receiver.attempts).toSorted()).toEqual(["a: one", "a: two", "b: three"]);
    });

    test("keeps stored what it cannot deliver before the deadline of stop", async () => {
      const receiver = createReceiver(() => {
        throw new Error("unavailable");
      });
      const outbox = start(receiver);
      await say("a", ["one", "two"]);
      await clock.until(receiver.received(1));
      await clock.until(outbox.stop(1_000));
      expect((await store.outbox.backlog()).waiting).toBe(2);
      const next = createReceiver();
      start(next);
      await clock.until(next.received(2));
      expect(bodies(next.attempts)).toEqual(["a: one", "a: two"]);
    });

    test("finishes running deliveries before it stops, and delivers them once", async () => {
      let finish = (): void => {};
      const receiver = createReceiver(() => new Promise<void>((resolve) => (finish = resolve)));
      const outbox = start(receiver);
      await say("a", ["one"]);
      await clock.until(receiver.received(1));
      const stopped = outbox.stop(60_000);
      finish();
      await clock.until(stopped);
      expect((await store.outbox.backlog()).waiting).toBe(0);
    });

    test("the backlog has the number of waiting entries and the age of the oldest", async () => {
      const outbox = createOutboxDispatcher({
        store: store.outbox,
        deliverers: {},
        clock,
        log: silentLog,
        random: () => 1,
      });
      const first = clock.now();
      await say("a", ["one", "two"]);
      clock.set(first + 5_000);
      await say("b", ["three"]);
      expect(await outbox.backlog()).toEqual({ waiting: 3, oldest: first, deadLetters: 0 });
    });
  });
}
