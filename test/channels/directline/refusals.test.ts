import fc from "fast-check";
import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { call, post, start, type Started } from "./calls.ts";
import { makeScriptedTalk, type ScriptedTalk } from "./scripted-talk.ts";
import { makeTestTokens, startWebChat, type WebChatServer } from "./web-chat-server.ts";

let talk: ScriptedTalk;
let chat: WebChatServer;
let mine: Started;
const minutes = 60_000;

beforeEach(async () => {
  talk = makeScriptedTalk(() => []);
  chat = await startWebChat(talk, {
    limits: { pageTokens: 1_000_000, clientTokens: 1_000_000, perTenSeconds: { conversation: 1_000, address: 1_000 } },
  });
  mine = await start(chat);
});
afterEach(() => chat.close());

describe("tokens", () => {
  const routes: [string, string][] = [
    ["GET", ""],
    ["GET", "/activities"],
    ["POST", "/activities"],
    ["POST", "/upload"],
  ];

  test.each(routes)(
    "%s …%s is closed without a token, to garbage, to strangers and to late comers",
    async (method, rest) => {
      const other = await start(chat);
      const body = method === "POST" ? { type: "message", text: "hi" } : undefined;
      const at = async (token: string | undefined) => {
        const { status, body: answer } = await call(chat, method, mine.path + rest, { token, body });
        return { status, code: answer.error.code };
      };
      expect(await at(undefined)).toEqual({ status: 401, code: "Unauthorized" });
      expect(await at("garbage")).toEqual({ status: 401, code: "Unauthorized" });
      expect(await at(other.token)).toEqual({ status: 403, code: "Forbidden" });
      chat.clock.forward(31 * minutes);
      expect(await at(mine.token)).toEqual({ status: 403, code: "TokenExpired" });
    },
  );

  test.each(["/v3/directline/conversations", "/v3/directline/tokens/refresh"])(
    "%s wants a good token",
    async (path) => {
      expect((await call(chat, "POST", path)).status).toBe(401);
      expect((await call(chat, "POST", path, { token: `${mine.token}x` })).status).toBe(401);
      chat.clock.forward(31 * minutes);
      expect((await call(chat, "POST", path, { token: mine.token })).status).toBe(403);
    },
  );

  test("with a foreign signature, none, or another scope are invalid", async () => {
    const grant = { conversation: mine.conversationId, user: "dl_x" };
    const foreign = await makeTestTokens(chat.clock.now).issue(grant);
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ conv: grant.conversation, user: "x", use: "converse", exp: 9e9 }))}.`;
    const homemade = await new SignJWT({ conv: grant.conversation })
      .setProtectedHeader({ alg: "HS256", kid: "../../etc" })
      .sign(new Uint8Array(32));
    const streamOnly = await chat.tokens.issue(grant, "stream");
    for (const token of [foreign, unsigned, homemade, streamOnly]) {
      expect((await call(chat, "GET", `${mine.path}/activities`, { token })).status).toBe(401);
    }
  });

  test("a conversation that was never opened is not found", async () => {
    const { body } = await call(chat, "POST", "/v3/directline/tokens/generate");
    const path = `/v3/directline/conversations/${body.conversationId}`;
    for (const rest of ["", "/activities"]) {
      expect(await call(chat, "GET", path + rest, { token: body.token })).toMatchObject({
        status: 404,
        body: { error: { code: "NotFound" } },
      });
    }
  });
});

describe("the token of the page", () => {
  const ask = (options: Parameters<typeof call>[3] = {}) => call(chat, "POST", "/webchat/token", options);

  test("names a new conversation and its user", async () => {
    const { status, body } = await ask();
    expect({ status, keys: Object.keys(body).toSorted() }).toEqual({
      status: 200,
      keys: ["conversationId", "expires_in", "token", "userId"],
    });
    expect((await ask()).body.conversationId).not.toBe(body.conversationId);
  });

  test("resumes a conversation, also days later, until the limit", async () => {
    const first = (await ask()).body;
    const again = (await ask({ token: first.token })).body;
    expect(again).toMatchObject({ conversationId: first.conversationId, userId: first.userId });
    chat.clock.forward(6 * 24 * 60 * minutes);
    expect((await ask({ token: first.token })).body.conversationId).toBe(first.conversationId);
    chat.clock.forward(31 * 24 * 60 * minutes);
    expect((await ask({ token: first.token })).body.conversationId).not.toBe(first.conversationId);
  });

  test("starts a new conversation for invalid tokens, foreign signatures and stream tokens", async () => {
    const grant = { conversation: mine.conversationId, user: "dl_x" };
    const foreign = await makeTestTokens(chat.clock.now).issue(grant);
    const streamOnly = await chat.tokens.issue(grant, "stream");
    for (const token of ["garbage", foreign, streamOnly]) {
      const { status, body } = await ask({ token });
      expect({ status, same: body.conversationId === mine.conversationId }).toEqual({ status: 200, same: false });
    }
  });

  test("is not issued to other sites", async () => {
    const refused = { status: 403, body: { error: { code: "Forbidden" } } };
    expect(await ask({ headers: { "sec-fetch-site": "cross-site" } })).toMatchObject(refused);
    expect(await ask({ headers: { "sec-fetch-site": "same-site" } })).toMatchObject(refused);
    expect(await ask({ headers: { origin: "https://evil.example" } })).toMatchObject(refused);
    expect(await ask({ headers: { origin: "null" } })).toMatchObject(refused);
    expect((await ask({ headers: { origin: chat.base } })).status).toBe(200);
    expect((await ask({ headers: { "sec-fetch-site": "same-origin" } })).status).toBe(200);
  });

  test("is rate limited per address and minute", async () => {
    const strict = await startWebChat(talk, { limits: { pageTokens: 3 } });
    for (let i = 0; i < 3; i++) expect((await call(strict, "POST", "/webchat/token")).status).toBe(200);
    const refused = await call(strict, "POST", "/webchat/token");
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "TooManyRequests" } } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    strict.clock.forward(minutes);
    expect((await call(strict, "POST", "/webchat/token")).status).toBe(200);
    await strict.close();
  });
});

describe("bad input", () => {
  test.each([
    ["no JSON", "{", 400],
    ["nothing", undefined, 400],
    ["a list", [], 400],
    ["no type", { text: "hi" }, 400],
    ["text that is none", { type: "message", text: 5 }, 400],
    ["channelData that is none", { type: "message", channelData: "x" }, 400],
    ["an id that is none", { type: "message", channelData: { clientActivityID: {} } }, 400],
    ["attachments that are none", { type: "message", attachments: "x" }, 400],
    ["two megabytes", { type: "message", text: "x".repeat(2 * 1024 * 1024) }, 413],
  ])("%s is refused without effect", async (_, body, status) => {
    const answer = await call(chat, "POST", `${mine.path}/activities`, { token: mine.token, body });
    expect(answer).toMatchObject({
      status,
      body: { error: { code: expect.any(String), message: expect.any(String) } },
    });
    expect(talk.received).toHaveLength(1);
  });

  test("the error does not repeat the input", async () => {
    const { body } = await call(chat, "POST", `${mine.path}/activities`, {
      token: mine.token,
      body: { type: "message", text: ["marker-4711"] },
    });
    expect(JSON.stringify(body)).not.toContain("marker-4711");
  });

  test.each(["%zz", "..%2f..", "a%00b", "x".repeat(5_000)])("an invalid conversation id is refused", async (id) => {
    const { status, body } = await call(chat, "GET", `/v3/directline/conversations/${id}/activities`, {
      token: mine.token,
    });
    expect({ refused: status >= 400 && status < 500, code: typeof body.error.code }).toEqual({
      refused: true,
      code: "string",
    });
  });

  test.each(["-1", "x", "1.5", "99999999999999999999", "1e3"])("watermark %s is refused", async (watermark) => {
    expect(
      (await call(chat, "GET", `${mine.path}/activities?watermark=${watermark}`, { token: mine.token })).status,
    ).toBe(400);
    expect((await call(chat, "GET", `${mine.path}?watermark=${watermark}`, { token: mine.token })).status).toBe(400);
  });

  test("no JSON causes a 5xx", async () => {
    const statuses = new Set<number>();
    const field = fc.constantFrom(
      "type",
      "text",
      "value",
      "channelData",
      "from",
      "attachments",
      "locale",
      "name",
      "entities",
    );
    const nearly = fc.dictionary(field, fc.jsonValue()).map((given) => ({ type: "message", ...given }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), nearly), async (body) => {
        const sent = JSON.stringify(body);
        const { status } = await call(chat, "POST", `${mine.path}/activities`, { token: mine.token, body: sent });
        statuses.add(status);
        await call(chat, "POST", "/v3/directline/conversations", { token: mine.token, body: sent }).then((answer) =>
          statuses.add(answer.status),
        );
      }),
      { numRuns: 100 },
    );
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
    expect((await post(chat, mine, { text: "still there" })).status).toBe(200);
  }, 30_000);
});
