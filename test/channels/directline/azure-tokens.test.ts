import nock from "nock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createAzureTokens } from "../../../src/channels/directline/azure-tokens.ts";

const azure = "https://directline.botframework.com";
const exchange = createAzureTokens({
  secret: "s3cret-of-azure-direct-line",
  trustedOrigins: ["https://www.example.com"],
  timeoutMs: 1_500,
});

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const answer = { token: "t1", conversationId: "c1", expires_in: 1800 };
/** A token of the form of Azure's, of which only the claims are read. */
const held = `${btoa('{"alg":"RS256"}')}.${btoa('{"user":"dl_7","conv":"c0"}').replaceAll("=", "")}.sig`;

describe("the secret", () => {
  test("is exchanged for a token of a new user, bound to the trusted origins", async () => {
    const bodies: { user: { id: string }; trustedOrigins: string[] }[] = [];
    nock(azure, { reqheaders: { authorization: "Bearer s3cret-of-azure-direct-line" } })
      .post("/v3/directline/tokens/generate", (body) => bodies.push(body as (typeof bodies)[number]) > 0)
      .twice()
      .reply(200, answer);
    const [first, second] = [await exchange(undefined), await exchange("not a token")];
    expect(first).toEqual({ ...answer, userId: bodies[0]?.user.id, domain: `${azure}/v3/directline` });
    expect(first.userId).toMatch(/^dl_[\w-]{36}$/);
    expect(second.userId).not.toBe(first.userId);
    expect(bodies[0]?.trustedOrigins).toEqual(["https://www.example.com"]);
    expect(JSON.stringify(first)).not.toContain("s3cret");
  });

  test("is not needed while the page holds a valid token: its conversation is resumed", async () => {
    nock(azure, { reqheaders: { authorization: `Bearer ${held}` } })
      .post("/v3/directline/tokens/refresh")
      .reply(200, { ...answer, conversationId: "c0" });
    expect(await exchange(held)).toMatchObject({ conversationId: "c0", userId: "dl_7" });
  });

  test("opens a new conversation when the old token expired", async () => {
    nock(azure)
      .post("/v3/directline/tokens/refresh")
      .reply(403, { error: { code: "TokenExpired" } });
    nock(azure).post("/v3/directline/tokens/generate").reply(200, answer);
    expect(await exchange(held)).toMatchObject({ conversationId: "c1" });
  });
});

describe("a failure of Azure", () => {
  test.each([
    [
      "a refusal",
      () =>
        nock(azure)
          .post("/v3/directline/tokens/generate")
          .reply(403, { error: { message: "secret s3cret" } }),
    ],
    ["an unknown secret", () => nock(azure).post("/v3/directline/tokens/generate").reply(401, "")],
    [
      "too many calls",
      () => nock(azure).post("/v3/directline/tokens/generate").reply(429, "", { "Retry-After": "30" }),
    ],
    ["no JSON", () => nock(azure).post("/v3/directline/tokens/generate").reply(200, "<html>")],
    [
      "a token of no text",
      () =>
        nock(azure)
          .post("/v3/directline/tokens/generate")
          .reply(200, { ...answer, token: "" }),
    ],
    ["a fault", () => nock(azure).post("/v3/directline/tokens/generate").reply(502, "<html>")],
    ["another answer than agreed", () => nock(azure).post("/v3/directline/tokens/generate").reply(200, { some: 1 })],
    [
      "a redirect",
      () =>
        nock(azure)
          .post("/v3/directline/tokens/generate")
          .reply(307, "", { Location: "https://elsewhere.example.com/" }),
    ],
    ["silence", () => nock(azure).post("/v3/directline/tokens/generate").delay(20_000).reply(200, answer)],
    ["a broken line", () => nock(azure).post("/v3/directline/tokens/generate").replyWithError("ECONNRESET")],
  ])("with %s is a 503 that does not reveal the secret", async (_, fails) => {
    fails();
    const fault = await exchange(undefined).catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ code: "DirectLineUnavailable", status: 503 });
    expect((fault as Error).message).not.toContain("s3cret");
  });
});
