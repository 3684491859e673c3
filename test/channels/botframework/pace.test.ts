import { expect, test } from "vitest";

import type { Address } from "../../../src/channels/activities/conversation-reference.ts";
import { pacedSend, teamsLimits } from "../../../src/channels/botframework/throttled-send.ts";
import type { Send } from "../../../src/channels/botframework/send-activity.ts";
import { DeliveryError } from "../../../src/common/delivery-error.ts";
import { createLeapingClock } from "../../delivery/support/leaping-clock.ts";

const words = { type: "message", text: "x", inputHint: "acceptingInput" } as const;

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
  const send: Send = async ({ conversation }, activity) =>
    void sent.push({ at: clock.now(), thread: conversation.id, type: activity.type });
  return { clock, sent, send: pacedSend({ send, clock }) };
}

/** The most that was sent within any stretch of so many milliseconds. */
function most(times: readonly number[], withinMs: number): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + withinMs).length));
}

test("one thread never gets more than Teams allows in any stretch of time, and all of it in the end", async () => {
  const { clock, sent, send } = stage();
  const again = async (): Promise<void> => {
    try {
      await send(address("a"), words);
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

test("many threads together keep to thirty a second", async () => {
  const { clock, sent, send } = stage();
  await clock.until(Promise.all(Array.from({ length: 70 }, (_, at) => send(address(`thread-${at}`), words))));
  const times = sent.map(({ at }) => at);
  expect([times.length, most(times, 1_000)]).toEqual([70, 30]);
});

test("what would wait long goes back to the outbox, with when to come again", async () => {
  const { clock, send } = stage();
  for (let count = 0; count < 60; count++) await clock.until(send(address("a"), words)).catch(() => {});
  const fault = await send(address("a"), words).catch((thrown: unknown) => thrown);
  expect(fault).toBeInstanceOf(DeliveryError);
  expect(fault).toMatchObject({ retry: true });
  expect((fault as DeliveryError).afterMs).toBeGreaterThan(2_000);
});

test("a sign of typing never waits: it is left out", async () => {
  const { sent, send } = stage();
  for (let count = 0; count < 7; count++) await send(address("a"), words);
  await send(address("a"), { type: "typing" });
  expect(sent.map(({ type }) => type)).not.toContain("typing");
});

test("other channels have no such limits", async () => {
  const { sent, send } = stage();
  for (let count = 0; count < 100; count++) await send(address("a", "emulator"), words);
  expect(sent).toHaveLength(100);
});
