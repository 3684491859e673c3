import { expect, test } from "vitest";

import type { Address } from "../../../src/channels/activities/conversation-reference.ts";
import { throttledSend, teamsLimits } from "../../../src/channels/botframework/throttled-send.ts";
import type { SendActivity } from "../../../src/channels/botframework/connector-client.ts";
import { DeliveryError } from "../../../src/common/delivery-error.ts";
import { createLeapingClock } from "../../delivery/support/leaping-clock.ts";

const reply = { type: "message", text: "x", inputHint: "acceptingInput" } as const;

function address(thread: string, channelId = "msteams"): Address {
  return {
    serviceUrl: "http://127.0.0.1:9/",
    channelId,
    conversation: { id: thread, tenantId: "t" },
    bot: null,
    user: { id: "u" },
    locale: "en",
  };
}

function stage() {
  const clock = createLeapingClock(0);
  const sent: { at: number; thread: string; type: string }[] = [];
  const send: SendActivity = async ({ conversation }, activity) => {
    sent.push({ at: clock.now(), thread: conversation.id, type: activity.type });
    return null;
  };
  return { clock, sent, send: throttledSend({ send, clock }) };
}

/** The most that was sent within any window of that length. */
function most(times: readonly number[], withinMs: number): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + withinMs).length));
}

test("one thread never exceeds the limits of Teams in any window, and everything is sent in the end", async () => {
  const { clock, sent, send } = stage();
  const again = async (): Promise<void> => {
    try {
      await send(address("a"), reply);
    } catch (fault) {
      clock.set(clock.now() + (fault as DeliveryError).afterMs!);
      await again();
    }
  };
  for (let count = 0; count < 130; count++) await clock.until(again());
  const times = sent.map(({ at }) => at);
  expect(times).toHaveLength(130);
  for (const { sends, withinMs } of teamsLimits.thread) expect(most(times, withinMs)).toBeLessThanOrEqual(sends);
});

test("a tenant gets at most thirty a second over all threads", async () => {
  const { clock, sent, send } = stage();
  await clock.until(Promise.all(Array.from({ length: 70 }, (_, at) => send(address(`thread-${at}`), reply))));
  const times = sent.map(({ at }) => at);
  expect([times.length, most(times, 1_000)]).toEqual([70, 30]);
});

test("a send that would wait too long goes back to the outbox with a retry time", async () => {
  const { clock, send } = stage();
  for (let count = 0; count < 60; count++) await clock.until(send(address("a"), reply)).catch(() => {});
  const fault = await send(address("a"), reply).catch((thrown: unknown) => thrown);
  expect(fault).toBeInstanceOf(DeliveryError);
  expect(fault).toMatchObject({ retry: true });
  expect((fault as DeliveryError).afterMs).toBeGreaterThan(2_000);
});

test("a typing indicator that would have to wait is dropped", async () => {
  const { sent, send } = stage();
  for (let count = 0; count < 7; count++) await send(address("a"), reply);
  await send(address("a"), { type: "typing" });
  expect(sent.map(({ type }) => type)).not.toContain("typing");
});

test("other channels are not throttled", async () => {
  const { sent, send } = stage();
  for (let count = 0; count < 100; count++) await send(address("a", "emulator"), reply);
  expect(sent).toHaveLength(100);
});
