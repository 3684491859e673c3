import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { plainText } from "../../../src/conversation/plain-text.ts";
import type { Clock } from "../../../src/common/clock.ts";
import { type BotEndpoint, message, openBotEndpoint } from "../../support/bot-endpoint.ts";

let endpoint: BotEndpoint;
beforeEach(async () => {
  endpoint = await openBotEndpoint();
});
afterEach(() => endpoint.close());

const received = () => endpoint.conversations.received.map(({ incoming }) => incoming.input);

describe("a message", () => {
  test("is received with its sender and conversation reference, and acknowledged with an empty body", async () => {
    const { status, text } = await endpoint.post(message());
    expect([status, text]).toEqual([200, ""]);
    expect(endpoint.conversations.received).toEqual([
      {
        reference: {
          conversation: "bf|emulator|conv-1",
          channel: "emulator",
          user: "user-1",
          userName: "Ida",
          locale: "en-GB",
          push: true,
          address: expect.objectContaining({
            serviceUrl: "http://127.0.0.1:9009/",
            conversation: { id: "conv-1" },
            user: { id: "user-1", name: "Ida" },
            bot: { id: "bot-1", name: "Bot" },
          }),
        },
        incoming: {
          id: "m1",
          conversation: "bf|emulator|conv-1",
          at: expect.any(Number),
          input: { kind: "said", text: "Spotify says error 502", attachments: 0 },
        },
      },
    ]);
  });

  test("that cannot be stored gets 503, so that the sender retries", async () => {
    endpoint.conversations.storeIsAway = true;
    expect(await endpoint.post(message())).toMatchObject({
      status: 503,
      body: { error: { code: "StoreUnavailable" } },
    });
  });

  test("is stored with an address of bounded size", async () => {
    await endpoint.post(
      message({
        from: { id: "user-1", name: "x".repeat(50_000), more: "x".repeat(50_000) },
        conversation: { id: "conv-1", tenantId: "t", more: { deep: [] } },
      }),
    );
    expect(endpoint.conversations.received[0]?.reference.address).toMatchObject({
      user: { id: "user-1" },
      conversation: { id: "conv-1", tenantId: "t" },
    });
    expect(JSON.stringify(endpoint.conversations.received[0]?.reference).length).toBeLessThan(1_000);
  });

  test("sent twice counts once, by its id or its text and timestamp", async () => {
    for (const sent of [message(), message(), message({ id: undefined }), message({ id: undefined })])
      await endpoint.post(sent);
    expect(received()).toHaveLength(2);
  });

  test("without id and timestamp is never a duplicate", async () => {
    const yes = message({ id: undefined, timestamp: undefined, text: "yes" });
    await endpoint.post(yes);
    await endpoint.post(yes);
    expect(received()).toHaveLength(2);
  });

  test("is stripped of control characters", async () => {
    expect((await endpoint.post(message({ text: "a\u0000\u202e\u0007" }))).status).toBe(200);
    expect(received()).toEqual([{ kind: "said", text: "a", attachments: 0 }]);
  });

  test.each([
    ["empty", ""],
    ["an emoji", "🎧"],
    ["right to left", "مرحبا"],
    ["5,000 characters", "x".repeat(5_000)],
    ["8,000 characters", "x".repeat(8_000)],
  ])("may be %s", async (_, text) => {
    expect((await endpoint.post(message({ text }))).status).toBe(200);
    expect(received()).toEqual([{ kind: "said", text: plainText(text), attachments: 0 }]);
  });

  test("has a count of its files, without Teams' HTML copy of the text", async () => {
    await endpoint.post(
      message({
        text: undefined,
        attachments: [{ contentType: "image/png" }, { contentType: "text/html", content: "<p>x</p>" }],
      }),
    );
    expect(received()).toEqual([{ kind: "said", text: "x", attachments: 1 }]);
  });

  test.each([
    ["xx_invalid!", "en"],
    [undefined, "en"],
    ["pt-BR", "pt-BR"],
  ])("in locale %s has locale %s", async (locale, taken) => {
    await endpoint.post(message({ locale }));
    expect(endpoint.conversations.received[0]?.reference.locale).toBe(taken);
  });

  test.each([
    [
      "by its name",
      { localTimezone: "America/Vancouver", localTimestamp: "2026-11-22T12:00:00+01:00" },
      "America/Vancouver",
    ],
    ["in Teams' own way", { entities: [{ type: "clientInfo", timezone: "Europe/Berlin" }] }, "Europe/Berlin"],
    [
      "by the device's clock",
      { localTimezone: "Nowhere/None", localTimestamp: "2026-11-22T12:00:00.123+05:30" },
      "+05:30",
    ],
    ["not at all", { localTimestamp: "2026-11-22T12:00:00Z" }, undefined],
    [
      "as nonsense",
      { localTimezone: 7, localTimestamp: "x".repeat(500), entities: [{ type: "clientInfo", timezone: {} }] },
      undefined,
    ],
  ])("has the time zone %s", async (_, changes, timeZone) => {
    expect((await endpoint.post(message(changes))).status).toBe(200);
    expect(endpoint.conversations.received[0]?.reference.timeZone).toBe(timeZone);
  });
});

describe("a button", () => {
  const press = { event: { type: "step.done", result: "fixed" }, asked: 4 };

  test("of a card or a suggestion is a press with its label", async () => {
    await endpoint.post(message({ id: "a", text: undefined, value: { ...press, label: "It works now" } }));
    await endpoint.post(message({ id: "b", text: "It works now", value: press }));
    expect(received()).toEqual([
      { kind: "pressed", press: { ...press, label: "It works now" }, text: "It works now" },
      { kind: "pressed", press, text: "It works now" },
    ]);
  });

  test("that is not ours is text if it has text", async () => {
    await endpoint.post(message({ text: "hello", value: { theirs: 1 } }));
    expect(received()).toEqual([{ kind: "said", text: "hello", attachments: 0 }]);
  });

  const execute = (changes: Record<string, unknown> = {}) =>
    message({
      type: "invoke",
      name: "adaptiveCard/action",
      text: undefined,
      replyToId: "card-1",
      value: { action: { type: "Action.Execute", verb: "press", data: { ...press, label: "It works now" } } },
      ...changes,
    });

  test("of a Teams card gets a valid response body at once", async () => {
    const { status, body } = await endpoint.post(execute());
    expect([status, body]).toEqual([
      200,
      { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "It works now" },
    ]);
    const card = { activity: "card-1", line: null, foreign: false };
    expect(received()).toEqual([
      { kind: "pressed", press: { ...press, label: "It works now" }, text: "It works now", card },
    ]);
  });

  test("whose question is answered gets the answered card", async () => {
    endpoint.conversations.settledAs = { title: "Restart Spotify", outcome: "Step 2 · still broken", text: "" };
    const { body } = await endpoint.post(execute());
    expect(body).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: { type: "AdaptiveCard", version: "1.5" },
    });
    expect(JSON.stringify(body)).toContain("Step 2 · still broken");
    expect(JSON.stringify(body)).not.toContain("Action.");
  });

  test("with a slow turn is answered in time", async () => {
    const clock: Clock = { now: () => 0, after: (ms, pass) => (ms === 2_000 && queueMicrotask(pass), () => {}) };
    const slow = await openBotEndpoint({ clock });
    slow.conversations.turnTakes = new Promise(() => {});
    expect(await slow.post(execute())).toMatchObject({ status: 200, body: { statusCode: 200, value: "It works now" } });
    await slow.close();
  });

  test("that Teams retries under another id has one effect and the same response", async () => {
    const first = await endpoint.post(execute({ id: "i1" }));
    const second = await endpoint.post(execute({ id: "i2", timestamp: "2026-11-22T10:00:15.000Z" }));
    expect(second).toEqual(first);
    expect(received()).toHaveLength(1);
  });

  test("pressed by two people, or on two cards, counts for each", async () => {
    await endpoint.post(execute({ id: "i1" }));
    await endpoint.post(execute({ id: "i2", from: { id: "user-2" } }));
    await endpoint.post(execute({ id: "i3", replyToId: "card-2" }));
    expect(received()).toHaveLength(3);
  });

  test.each([
    ["as documented", { actionName: "feedback", actionValue: { reaction: "like", feedback: "{}" } }, true],
    ["with the value as text", { actionName: "feedback", actionValue: '{"reaction":"dislike"}' }, false],
    ["flat", { reaction: "dislike" }, false],
  ])("of thumbs, %s, is feedback and gets 200 without a body", async (_, value, good) => {
    const { status, text } = await endpoint.post(message({ type: "invoke", name: "message/submitAction", value }));
    expect([status, text]).toEqual([200, ""]);
    expect(received()).toMatchObject([{ kind: "pressed", press: { event: { type: "feedback", good } } }]);
  });
});

describe("opening a conversation", () => {
  const update = (changes: Record<string, unknown>) =>
    message({ type: "conversationUpdate", text: undefined, ...changes });

  test("sends one welcome, however many updates report it", async () => {
    await endpoint.post(update({ id: "u1", membersAdded: [{ id: "bot-1" }] }));
    await endpoint.post(update({ id: "u2", membersAdded: [{ id: "user-1" }] }));
    await endpoint.post(update({ id: "u3", type: "installationUpdate", action: "add" }));
    expect(received()).toEqual([{ kind: "happened", event: { type: "conversation.opened" } }]);
  });

  test("does not happen when members join or leave a group", async () => {
    const group = { id: "19:team", isGroup: true };
    await endpoint.post(update({ conversation: group, membersAdded: [{ id: "user-7" }] }));
    await endpoint.post(update({ conversation: group, membersRemoved: [{ id: "user-7" }] }));
    expect(received()).toEqual([]);
    await endpoint.post(update({ conversation: group, membersAdded: [{ id: "bot-1" }] }));
    expect(received()).toHaveLength(1);
  });

  test.each([
    "messageReaction",
    "messageDelete",
    "typing",
    "endOfConversation",
    "event",
    "trace",
    "handoff",
    "somethingNew",
  ])("does not happen by %s, which is acknowledged without effect", async (type) => {
    expect(await endpoint.post(message({ type }))).toMatchObject({ status: 200, text: "" });
    expect(received()).toEqual([]);
  });

  test("does not happen when the app is removed: what is said after that is refused by the channel, and seen", async () => {
    await endpoint.post(update({ type: "installationUpdate", action: "remove" }));
    expect(received()).toEqual([{ kind: "happened", event: { type: "conversation.left" } }]);
    expect(endpoint.conversations.received[0]?.reference.push).toBe(true);
  });

  test.each(["add-upgrade", "remove-upgrade"])("does not happen by %s", async (action) => {
    await endpoint.post(update({ type: "installationUpdate", action }));
    expect(received()).toEqual([]);
  });
});
