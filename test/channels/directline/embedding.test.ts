import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createClients } from "../../../src/http/middleware/client-ip.ts";
import { cors } from "../../../src/http/middleware/pipeline.ts";
import { call, listen, post, type Started } from "./calls.ts";
import { makeScriptedTalk, words } from "./scripted-talk.ts";
import { startWebChat, type WebChatServer } from "./web-chat-server.ts";

const secret = "a secret of the embedding site";
const shop = "https://shop.example";
const blog = "https://blog.example";
const stranger = "https://stranger.example";
let chat: WebChatServer;

beforeEach(async () => {
  chat = await startWebChat(
    makeScriptedTalk(() => [words("hello")]),
    { allowedOrigins: [shop, blog], secret, middleware: cors([shop, blog]) },
  );
});
afterEach(() => chat.close());

const generate = (options: Parameters<typeof call>[3] = {}) =>
  call(chat, "POST", "/v3/directline/tokens/generate", options);

async function startFor(origin: string, trustedOrigins?: string[]): Promise<Started> {
  const { body } = await generate({ token: secret, body: trustedOrigins ? { trustedOrigins } : {} });
  const started = await call(chat, "POST", "/v3/directline/conversations", { token: body.token, headers: { origin } });
  return { ...started.body, path: `/v3/directline/conversations/${body.conversationId}` };
}

describe("the secret of an embedding site's server", () => {
  test("gets a token, which needs the secret; the page's own request does not", async () => {
    expect((await generate({ token: secret })).status).toBe(200);
    expect(await generate()).toMatchObject({ status: 401, body: { error: { code: "Unauthorized" } } });
    expect((await generate({ token: `${secret}!` })).status).toBe(401);
    expect((await call(chat, "POST", "/webchat/token")).status).toBe(200);
  });

  test("is refused from a browser, where visitors could read it", async () => {
    expect((await generate({ token: secret, headers: { origin: shop } })).status).toBe(403);
    expect((await generate({ token: secret, headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  });

  test("may name the user, and allowed origins only", async () => {
    const { body } = await generate({ token: secret, body: { user: { id: "dl_customer-7" }, trustedOrigins: [shop] } });
    expect(await chat.tokens.check(body.token)).toEqual({
      conversation: body.conversationId,
      user: "dl_customer-7",
      origins: [shop],
    });
    expect((await generate({ token: secret, body: { trustedOrigins: [stranger] } })).status).toBe(400);
    expect((await generate({ token: secret, body: { trustedOrigins: "all" } })).status).toBe(400);
  });
});

describe("a token for an origin", () => {
  test("is valid for pages of that origin and for clients that are no browser, not for other pages", async () => {
    const mine = await startFor(shop, [shop]);
    const read = async (headers: Record<string, string>) =>
      (await call(chat, "GET", `${mine.path}/activities`, { token: mine.token, headers })).status;
    expect(await read({ origin: shop })).toBe(200);
    expect(await read({})).toBe(200);
    expect(await read({ origin: blog })).toBe(403);
    expect(await read({ origin: stranger })).toBe(403);
    expect(await read({ origin: "null" })).toBe(403);
  });

  test("stays bound when it is refreshed, as does that of the stream", async () => {
    const mine = await startFor(shop, [shop]);
    const refresh = (origin: string) =>
      call(chat, "POST", "/v3/directline/tokens/refresh", { token: mine.token, headers: { origin } });
    expect((await refresh(blog)).status).toBe(403);
    const { body } = await refresh(shop);
    expect((await call(chat, "GET", mine.path, { token: body.token, headers: { origin: blog } })).status).toBe(403);
    await expect(listen(mine.streamUrl, { origin: blog })).rejects.toThrow("403");
    const stream = await listen(mine.streamUrl, { origin: shop });
    expect((await stream.until(1))[0]?.text).toBe("hello");
    stream.socket.close();
  });

  test("of our own page is not valid for pages of other sites", async () => {
    const { body } = await call(chat, "POST", "/webchat/token");
    const open = (origin: string) =>
      call(chat, "POST", "/v3/directline/conversations", { token: body.token, headers: { origin } });
    expect([(await open(shop)).status, (await open(chat.base)).status]).toEqual([403, 201]);
  });
});

describe("CORS", () => {
  const preflight = (origin: string, path = "/v3/directline/conversations") =>
    fetch(chat.base + path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });

  test("allows the preflight of an allowed origin with the headers of Web Chat", async () => {
    const answer = await preflight(shop);
    expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")]).toEqual([
      204,
      shop,
      "Origin",
    ]);
    expect(answer.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("sends no headers to other origins or for other paths", async () => {
    expect((await preflight(stranger)).headers.get("access-control-allow-origin")).toBeNull();
    expect((await preflight(shop, "/webchat/token")).headers.get("access-control-allow-origin")).toBeNull();
  });

  test("exposes responses and errors alike", async () => {
    const refused = await call(chat, "GET", "/v3/directline/conversations/x/activities", { headers: { origin: shop } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, shop]);
  });
});

describe("a flooding client", () => {
  test("in one conversation gets 429 with a message; another conversation is served", async () => {
    const own = await startWebChat(
      makeScriptedTalk(() => []),
      { limits: { conversation: 3 } },
    );
    const talkers = await Promise.all([own, own].map(async (to) => (await call(to, "POST", "/webchat/token")).body));
    const [flooder, other] = talkers.map((body) => ({
      ...body,
      path: `/v3/directline/conversations/${body.conversationId}`,
    }));
    for (let i = 0; i < 3; i++) expect((await post(own, flooder!, { text: "x" })).status).toBe(200);
    const refused = await post(own, flooder!, { text: "x" });
    expect(refused).toMatchObject({
      status: 429,
      body: { error: { code: "TooManyRequests", message: expect.stringMatching(/faster .* Try again in \d+ s/) } },
    });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await post(own, other!, { text: "x" })).status).toBe(200);
    await own.close();
  });

  test("with many conversations is limited by its address", async () => {
    const own = await startWebChat(
      makeScriptedTalk(() => []),
      { limits: { address: 2 }, clients: createClients({ trustProxy: 1 }) },
    );
    const say = async (from: string) => {
      const headers = { "x-forwarded-for": from };
      const { body } = await call(own, "POST", "/webchat/token", { headers });
      const path = `/v3/directline/conversations/${body.conversationId}/activities`;
      return (await call(own, "POST", path, { token: body.token, headers, body: { type: "message", text: "x" } }))
        .status;
    };
    const [flooder, other] = ["203.0.113.1", "203.0.113.2"];
    expect([await say(flooder), await say(flooder), await say(flooder), await say(other)]).toEqual([
      200, 200, 429, 200,
    ]);
    await own.close();
  });
});
