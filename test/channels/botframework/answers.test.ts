import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Clock } from "../../../src/common/clock.ts";
import { type BotEndpoint, message, openBotEndpoint } from "../../support/bot-endpoint.ts";
import { questionReply, stepReply } from "../../support/replies.ts";
import { startStubConnector } from "../../support/stub-connector.ts";

let endpoint: BotEndpoint;
beforeEach(async () => {
  endpoint = await openBotEndpoint();
});
afterEach(() => endpoint.close());

describe("with expectReplies", () => {
  test("the replies are in the response, in order", async () => {
    endpoint.conversations.replies.push(stepReply, questionReply);
    const { status, body } = await endpoint.post(message({ deliveryMode: "expectReplies", serviceUrl: undefined }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      activities: [
        {
          type: "message",
          text: stepReply.text,
          replyToId: "m1",
          from: { id: "bot-1" },
          recipient: { id: "user-1" },
          conversation: { id: "conv-1" },
        },
        { type: "message", text: questionReply.text },
      ],
    });
  });

  test("no reply gives an empty list", async () => {
    expect((await endpoint.post(message({ deliveryMode: "expectReplies" }))).body).toEqual({ activities: [] });
  });
});

describe("a message of more than 8,000 characters", () => {
  const tooLong = { text: "x".repeat(8_001) };

  test("is refused in a reply that the person sees, and is not a turn", async () => {
    const connector = await startStubConnector();
    const { status, text } = await endpoint.post(message({ ...tooLong, serviceUrl: connector.serviceUrl }));
    expect([status, text]).toEqual([200, ""]);
    expect(connector.posted.map(({ activity }) => activity["text"])).toEqual([expect.stringContaining("8,000")]);
    expect(endpoint.conversations.received).toEqual([]);
    await connector.close();
  });

  test("is refused in the response where the replies are expected there", async () => {
    const { status, body } = await endpoint.post(message({ ...tooLong, deliveryMode: "expectReplies" }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      activities: [{ type: "message", text: expect.stringContaining("8,000"), replyToId: "m1", from: { id: "bot-1" } }],
    });
    expect(endpoint.conversations.received).toEqual([]);
  });

  test("gets 503, so that the channel sends it again, while the reply cannot be sent", async () => {
    const connector = await startStubConnector();
    connector.answers.push({ status: 503 });
    expect(await endpoint.post(message({ ...tooLong, serviceUrl: connector.serviceUrl }))).toMatchObject({
      status: 503,
      body: { error: { code: "ChannelUnavailable" } },
    });
    await connector.close();
  });

  test("gets 413 where no reply can reach anybody", async () => {
    expect(await endpoint.post(message({ ...tooLong, serviceUrl: undefined }))).toMatchObject({
      status: 413,
      body: { error: { code: "MessageTooLong" } },
    });
  });
});

describe("typing", () => {
  /** A clock whose one second passes when the test says so. */
  function heldClock() {
    const asked = Promise.withResolvers<{ ms: number; pass: () => void }>();
    const cancelled = Promise.withResolvers<void>();
    const clock: Clock = {
      now: () => 0,
      after: (ms, pass) => (asked.resolve({ ms, pass }), () => cancelled.resolve()),
    };
    return { clock, asked: asked.promise, cancelled: cancelled.promise };
  }

  test("is shown if a turn takes longer than a second, and not before", async () => {
    const connector = await startStubConnector();
    const { clock, asked } = heldClock();
    const slow = await openBotEndpoint({ clock });
    slow.conversations.turnTakes = new Promise(() => {});
    expect((await slow.post(message({ serviceUrl: connector.serviceUrl }))).status).toBe(200);
    const second = await asked;
    expect(second.ms).toBe(1_000);
    expect(connector.posted).toEqual([]);
    second.pass();
    expect((await connector.waitFor(() => true)).activity).toMatchObject({
      type: "typing",
      conversation: { id: "conv-1" },
      recipient: { id: "user-1" },
    });
    await slow.close();
    await connector.close();
  });

  test("is not shown for a faster turn", async () => {
    const { clock, cancelled } = heldClock();
    const quick = await openBotEndpoint({ clock });
    const turn = Promise.withResolvers<void>();
    quick.conversations.turnTakes = turn.promise;
    await quick.post(message());
    turn.resolve();
    await expect(cancelled).resolves.toBeUndefined();
    await quick.close();
  });
});
