import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type BotEndpoint, message, openBotEndpoint } from "../../support/bot-endpoint.ts";

let endpoint: BotEndpoint;
beforeEach(async () => {
  endpoint = await openBotEndpoint();
});
afterEach(() => endpoint.close());

const received = () => endpoint.conversations.received.map(({ incoming }) => incoming.input);

describe("a message that was edited or deleted", () => {
  const edit = (changes: Record<string, unknown> = {}) =>
    message({ type: "messageUpdate", text: "changed", channelData: { eventType: "editMessage" }, ...changes });

  test("is one event, however often it is edited", async () => {
    await endpoint.post(message());
    await endpoint.post(edit());
    await endpoint.post(edit({ text: "changed again" }));
    expect(received().slice(1)).toEqual([{ kind: "happened", event: { type: "message.edited" } }]);
  });

  test.each([
    ["deleted", { type: "messageDelete", channelData: { eventType: "softDeleteMessage" } }],
    ["put back", { type: "messageUpdate", channelData: { eventType: "undeleteMessage" } }],
  ])("has no effect if it is %s", async (_, changes) => {
    expect((await endpoint.post(message(changes))).status).toBe(200);
    expect(received()).toEqual([]);
  });
});

describe("a reaction to one of our messages", () => {
  const react = (type: string, more: Record<string, unknown> = {}) =>
    message({ type: "messageReaction", text: undefined, replyToId: "answer-1", reactionsAdded: [{ type }], ...more });

  test.each([
    ["like", true],
    ["1f44e_thumbsdown", false],
  ])("%s is feedback, once and without a reply", async (type, good) => {
    await endpoint.post(react(type, { id: "r1" }));
    await endpoint.post(react(type, { id: "r2" }));
    expect(received()).toMatchObject([{ kind: "pressed", press: { event: { type: "feedback", good, silent: true } } }]);
  });

  test.each(["heart", "laugh", "surprised", "sad", "angry", "1f525_fire", ""])(
    "%s means nothing to us",
    async (type) => {
      expect((await endpoint.post(react(type))).status).toBe(200);
      expect(received()).toEqual([]);
    },
  );
});
