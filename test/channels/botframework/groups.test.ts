import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type BotEndpoint, message, openBotEndpoint } from "../../support/bot-endpoint.ts";

let endpoint: BotEndpoint;
beforeEach(async () => {
  endpoint = await openBotEndpoint();
});
afterEach(() => endpoint.close());

const received = () => endpoint.conversations.received.map(({ incoming }) => incoming.input);

describe("in a channel or group", () => {
  const mention = { type: "mention", text: "<at>Help (beta)+</at>", mentioned: { id: "bot-1" } };
  const post = (changes: Record<string, unknown>) =>
    endpoint.post(
      message({
        channelId: "msteams",
        conversation: { id: "19:c@thread.tacv2;messageid=1", conversationType: "channel", isGroup: true },
        text: "<at>Help (beta)+</at> error 502",
        entities: [mention],
        ...changes,
      }),
    );

  test("the mention of the bot is removed from the text", async () => {
    await post({});
    expect(received()).toEqual([{ kind: "said", text: "error 502", attachments: 0 }]);
  });

  test("what is not said to the bot is not heard", async () => {
    await post({ text: "error 502", entities: [] });
    await post({
      text: "<at>Ben</at> error 502",
      entities: [{ type: "mention", text: "<at>Ben</at>", mentioned: { id: "ben" } }],
    });
    expect(received()).toEqual([]);
  });

  test("other mentions are names for people and nothing to the reader; unknown entities change nothing", async () => {
    await post({
      text: "<at>Help (beta)+</at> ask <at>Ben</at>",
      entities: [
        mention,
        { type: "mention", text: "<at>Ben</at>", mentioned: { id: "ben" } },
        { type: "mention" },
        { type: null },
        { type: "mention", mentioned: 5, text: "x" },
      ],
    });
    expect(received()).toEqual([{ kind: "said", text: "ask @Ben", own: "ask", attachments: 0 }]);
  });

  test("each person has a conversation of their own in each thread", async () => {
    await post({ id: "1" });
    await post({ id: "2", from: { id: "user-2" } });
    await post({
      id: "3",
      conversation: { id: "19:c@thread.tacv2;messageid=2", conversationType: "channel", isGroup: true },
    });
    await post({ id: "4" });
    const conversations = endpoint.conversations.received.map(({ reference }) => reference.conversation);
    expect(new Set(conversations).size).toBe(3);
    expect(conversations[3]).toBe(conversations[0]);
  });

  test("the same holds for a group chat", async () => {
    const chat = { id: "19:g@thread.v2", conversationType: "groupChat" };
    await post({ id: "1", conversation: chat });
    await post({ id: "2", conversation: chat, from: { id: "user-2" } });
    expect(new Set(endpoint.conversations.received.map(({ reference }) => reference.conversation)).size).toBe(2);
    expect(JSON.stringify(received())).not.toContain("Help (beta)");
  });

  test("a crafted id cannot reach another person's conversation", async () => {
    const group = (id: string, from: string) =>
      endpoint.post(message({ id: from, conversation: { id, isGroup: true }, from: { id: from } }));
    await group("a|b", "c");
    await group("a", "b|c");
    const [first, second] = endpoint.conversations.received.map(({ reference }) => reference.conversation);
    expect(first).not.toBe(second);
  });
});
