import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { AppError } from "../../../src/common/errors.ts";
import { createClients } from "../../../src/http/middleware/client-ip.ts";
import { plainText } from "../../../src/conversation/plain-text.ts";
import { call, post, readUntil, start, type Body, type Started } from "./calls.ts";
import { makeScriptedTalk, words, type ScriptedTalk } from "./scripted-talk.ts";
import { startWebChat, type WebChatServer } from "./web-chat-server.ts";

let talk: ScriptedTalk;
let chat: WebChatServer;
let mine: Started;

beforeEach(async () => {
  talk = makeScriptedTalk(({ input }) => [
    words(input.kind === "happened" ? "Hello." : `You said ${input.text.slice(0, 40)}`),
  ]);
  chat = await startWebChat(talk);
  mine = await start(chat);
});
afterEach(() => chat.close());

describe("starting", () => {
  test("a token, then a conversation, as in the public service", async () => {
    const token = await call(chat, "POST", "/v3/directline/tokens/generate", { body: { user: { id: "dl_me" } } });
    expect(token).toMatchObject({
      status: 200,
      body: { conversationId: expect.any(String), token: expect.any(String), expires_in: 1800 },
    });

    const started = await call(chat, "POST", "/v3/directline/conversations", { token: token.body.token });

    expect(started.status).toBe(201);
    expect(Object.keys(started.body).toSorted()).toEqual(["conversationId", "expires_in", "streamUrl", "token"]);
    expect(started.body.conversationId).toBe(token.body.conversationId);
    expect(started.body.streamUrl).toContain(
      `ws://${chat.host}/v3/directline/conversations/${token.body.conversationId}/stream?watermark=-&t=`,
    );
  });

  test("starting twice sends one welcome", async () => {
    const again = await call(chat, "POST", "/v3/directline/conversations", { token: mine.token });
    expect(again).toMatchObject({ status: 201, body: { conversationId: mine.conversationId } });
    await post(chat, mine, { text: "hi" });

    const activities = await readUntil(chat, mine, 3);

    expect(activities.map(({ text }) => text)).toEqual(["Hello.", "hi", "You said hi"]);
  });

  test("reconnecting gives a new token and a stream from the watermark", async () => {
    const again = await call(chat, "GET", `${mine.path}?watermark=1`, { token: mine.token });
    expect(again).toMatchObject({ status: 200, body: { conversationId: mine.conversationId, expires_in: 1800 } });
    expect(again.body.streamUrl).toContain("watermark=1&t=");
  });

  test("a refreshed token is for the same conversation", async () => {
    const { status, body } = await call(chat, "POST", "/v3/directline/tokens/refresh", { token: mine.token });
    expect({ status, id: body.conversationId, left: body.expires_in }).toEqual({
      status: 200,
      id: mine.conversationId,
      left: 1800,
    });
    expect((await call(chat, "GET", `${mine.path}/activities`, { token: body.token })).status).toBe(200);
  });

  test("the stream is at the public address", async () => {
    const other = await startWebChat(talk, { publicUrl: "https://help.example" });
    expect((await start(other)).streamUrl).toMatch(/^wss:\/\/help\.example\/v3\/directline\//);
    await other.close();
  });

  test("behind a proxy with TLS the stream uses TLS", async () => {
    const headers = { "x-forwarded-proto": "https" };
    const behind = await startWebChat(talk, { tokens: chat.tokens, clients: createClients({ trustProxy: 1 }) });
    expect((await call(behind, "GET", mine.path, { token: mine.token, headers })).body.streamUrl).toMatch(/^wss:/);
    await behind.close();
    const { body } = await call(chat, "GET", mine.path, { token: mine.token, headers });
    expect(body.streamUrl, "a stranger's word").toMatch(/^ws:/);
  });
});

describe("messages", () => {
  test("a message is answered with its id and returned with the client's metadata", async () => {
    const { status, body } = await post(chat, mine, {
      text: "Spotify says error 502",
      channelData: { clientActivityID: "abc", other: 1 },
    });
    expect({ status, keys: Object.keys(body) }).toEqual({ status: 200, keys: ["id"] });

    const [, echo, reply] = await readUntil(chat, mine, 3);

    expect(echo).toMatchObject({
      type: "message",
      id: body.id,
      text: "Spotify says error 502",
      channelData: { clientActivityID: "abc" },
      from: { role: "user" },
      textFormat: "plain",
    });
    expect(echo).toMatchObject({
      conversation: { id: mine.conversationId },
      channelId: "webchat",
      timestamp: expect.stringMatching(/Z$/),
    });
    expect(reply).toMatchObject({
      from: { id: "assistant", role: "bot", name: "Music Support Assistant" },
      text: "You said Spotify says error 502",
    });
    expect(reply).not.toHaveProperty("replyToId");
  });

  test("the time zone is read as Web Chat sends it", async () => {
    await post(chat, mine, {
      text: "hi",
      localTimezone: "Europe/Berlin",
      localTimestamp: "2026-11-22T12:00:00.000+01:00",
    });
    expect(talk.references.at(-1)?.timeZone).toBe("Europe/Berlin");
  });

  test("a repeated message has one effect and the same id", async () => {
    const message = { text: "hi", channelData: { clientActivityID: "one" } };
    const first = await post(chat, mine, message);
    expect((await post(chat, mine, message)).body).toEqual(first.body);
    expect(talk.received.filter(({ input }) => input.kind === "said")).toHaveLength(1);
  });

  test("the same text without a client id is two messages", async () => {
    await post(chat, mine, { text: "no" });
    await post(chat, mine, { text: "no" });
    expect(talk.received.filter(({ input }) => input.kind === "said")).toHaveLength(2);
  });

  test("a button is received with its payload and its label", async () => {
    const press = { event: { type: "human" }, asked: 3 };
    await post(chat, mine, { value: press, channelData: { messageBack: { displayText: "Talk to a person" } } });
    expect(talk.received.at(-1)?.input).toEqual({ kind: "pressed", press, text: "Talk to a person" });
  });

  test.each([
    [{ text: "It works now", value: { event: { type: "no" }, asked: 1 } }, "It works now"],
    [{ value: { event: { type: "no" }, asked: 1, label: "Still broken" } }, "Still broken"],
    [{ value: { anything: 1 } }, ""],
  ])("a press as other clients send it is a press: %j", async (activity, text) => {
    await post(chat, mine, activity);
    expect(talk.received.at(-1)?.input).toEqual({ kind: "pressed", press: activity.value, text });
  });

  test("a value that is no button's payload leaves the text", async () => {
    await post(chat, mine, { text: "hi", value: "x" });
    expect(talk.received.at(-1)?.input).toMatchObject({ kind: "said", text: "hi" });
  });

  test("the sender is always the user of the token", async () => {
    await post(chat, mine, { text: "hi", from: { id: "someone-else", role: "bot" } });
    const [, echo] = await readUntil(chat, mine, 2);
    expect(echo?.from).toEqual({ id: talk.references[0]?.user, role: "user" });
  });

  test.each(["typing", "event", "conversationUpdate", "nobody-knows"])(
    "%s is welcome and has no effect",
    async (type) => {
      const { status, body } = await post(chat, mine, { type, name: "webchat/join" });
      expect({ status, id: typeof body.id }).toEqual({ status: 200, id: "string" });
      expect(talk.received).toHaveLength(1);
    },
  );

  test("polling reads on from the watermark", async () => {
    await post(chat, mine, { text: "hi" });
    await readUntil(chat, mine, 3);
    const { body } = await call(chat, "GET", `${mine.path}/activities?watermark=2`, { token: mine.token });
    expect(body).toMatchObject({ activities: [{ text: "You said hi" }], watermark: "3" });
    const after = await call(chat, "GET", `${mine.path}/activities?watermark=3`, { token: mine.token });
    expect(after.body).toEqual({ activities: [], watermark: "3" });
  });

  test("a page that is ahead of the transcript, as an older copy was restored, reads on from its end", async () => {
    await post(chat, mine, { text: "hi" });
    await readUntil(chat, mine, 3);
    const ahead = await call(chat, "GET", `${mine.path}/activities?watermark=9`, { token: mine.token });
    expect(ahead.body).toEqual({ activities: [], watermark: "3" });
  });

  test("posting before opening sends the welcome first", async () => {
    const { body } = await call(chat, "POST", "/webchat/token");
    const path = `/v3/directline/conversations/${body.conversationId}`;
    await post(chat, { ...mine, path, token: body.token }, { text: "hi" });
    expect(talk.received.slice(-2).map(({ id, input }) => (input.kind === "said" ? input.text : id))).toEqual([
      "opened",
      "hi",
    ]);
  });

  test.each(["x".repeat(8_000), "😀".repeat(4_000), "", "😀", "‮مرحبا​", "a\u0000b\u0007"])(
    "text of any kind, up to 8,000 characters, is a turn",
    async (text) => {
      expect((await post(chat, mine, { text })).status).toBe(200);
      expect(talk.received.at(-1)?.input).toEqual({ kind: "said", text: plainText(text), attachments: 0 });
    },
  );

  test.each(["x".repeat(8_001), "😀".repeat(4_001), " ".repeat(8_001)])(
    "a longer text is refused in words, and is not a turn",
    async (text) => {
      const before = talk.received.length;
      expect(await post(chat, mine, { text })).toMatchObject({
        status: 413,
        body: { error: { code: "MessageTooLong", message: expect.stringContaining("8,000 characters") } },
      });
      expect(talk.received).toHaveLength(before);
    },
  );

  test("a message that cannot be stored is not acknowledged", async () => {
    talk.breakStore(new AppError("StoreUnavailable", "The store does not answer."));
    expect(await post(chat, mine, { text: "hi" })).toMatchObject({
      status: 503,
      body: { error: { code: "StoreUnavailable" } },
    });
  });
});

describe("files", () => {
  const send = async (body: FormData | string, type?: string) => {
    const response = await fetch(`${chat.base}${mine.path}/upload?userId=me`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${mine.token}`, ...(type && { "content-type": type }) },
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const form = (activity: string, files = 1) => {
    const filled = new FormData();
    filled.append("activity", new Blob([activity], { type: "application/vnd.microsoft.activity" }));
    for (let i = 0; i < files; i++) filled.append("file", new Blob(["pixels"], { type: "image/png" }), `shot-${i}.png`);
    return filled;
  };

  test("are counted, their text is a turn, and they are not stored", async () => {
    const activity = {
      type: "message",
      text: "look",
      channelData: { clientActivityID: "u1" },
      attachments: [{ contentType: "image/png", name: "shot.png" }],
    };
    const { status, body } = await send(form(JSON.stringify(activity), 2));
    expect({ status, id: typeof body.id }).toEqual({ status: 200, id: "string" });
    expect(talk.received.at(-1)?.input).toEqual({ kind: "said", text: "look", attachments: 2 });
    const [, echo] = await readUntil(chat, mine, 2);
    expect(echo).toMatchObject({
      channelData: { clientActivityID: "u1" },
      attachments: [{ contentType: "image/png", name: "shot.png" }],
    });
  });

  test("a body that is the file itself is counted", async () => {
    expect((await send("pixels", "image/png")).status).toBe(200);
    expect(talk.received.at(-1)?.input).toMatchObject({ kind: "said", attachments: 1 });
  });

  test("an invalid form, JSON or activity is refused", async () => {
    expect((await send("nonsense", "multipart/form-data; boundary=x")).status).toBe(400);
    expect((await send("nonsense", "multipart/form-data")).status).toBe(400);
    expect((await send(form("{broken"))).status).toBe(400);
    expect((await send(form('{"type":5}'))).status).toBe(400);
    expect((await send("", "image/png")).status).toBe(400);
  });

  test("words that are too long are refused with their files", async () => {
    const activity = JSON.stringify({ type: "message", text: "x".repeat(8_001) });
    expect(await send(form(activity))).toMatchObject({ status: 413, body: { error: { code: "MessageTooLong" } } });
  });

  test("a file that is too large is refused", async () => {
    expect(await send("x".repeat(5 * 1024 * 1024), "image/png")).toMatchObject({
      status: 413,
      body: { error: { code: "TooLarge" } },
    });
  });
});
