import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";

import { call } from "./calls.ts";
import { useDeskApp, type DeskApp } from "../../support/desk-app.ts";

const secret = "the secret of the shop, long enough";

type Claims = Record<string, string | number>;

function sign(claims: Claims, { key = secret, alg = "HS256", expires = "5m" } = {}): Promise<string> {
  const token = new SignJWT(claims).setProtectedHeader({ alg });
  return (expires === "" ? token : token.setExpirationTime(expires)).sign(new TextEncoder().encode(key));
}

const startService = (): Promise<DeskApp> => useDeskApp({ WIDGET_SECRET: secret });

type Given = { token?: string; headers?: Record<string, string> };
const identify = async (service: DeskApp, claims: Claims, given: Given = {}) =>
  call(service, "POST", "/webchat/identify", { body: { token: await sign(claims) }, ...given });
const open = (service: DeskApp, token: string) =>
  call(service, "POST", "/v3/directline/conversations", { token, body: {} });

describe("a token in which the embedding site says who the person is", () => {
  test("gives them the conversation of this browser, and on another browser the same one", async () => {
    const service = await startService();
    const page = await call(service, "POST", "/webchat/token");
    const here = await identify(service, { sub: "kim" }, { token: page.body.token });
    expect(here.body.conversationId).toBe(page.body.conversationId);
    expect(here.body.userId).not.toBe(page.body.userId);
    await open(service, here.body.token);
    const there = await identify(service, { sub: "kim" });
    expect(there.body).toMatchObject({ conversationId: page.body.conversationId, userId: here.body.userId });
  });

  test("never gives a person the conversation of another who used the browser before", async () => {
    const service = await startService();
    const kim = await identify(service, { sub: "kim" });
    await open(service, kim.body.token);
    const lee = await identify(service, { sub: "lee" }, { token: kim.body.token });
    expect(lee.status).toBe(200);
    expect(lee.body.conversationId).not.toBe(kim.body.conversationId);
  });

  test.each<[string, () => Promise<string>]>([
    ["another secret", () => sign({ sub: "kim" }, { key: "another secret, long enough too" })],
    ["another algorithm", () => sign({ sub: "kim" }, { alg: "HS512" })],
    ["an expiry in the past", () => sign({ sub: "kim" }, { expires: "-1s" })],
    ["no expiry", () => sign({ sub: "kim" }, { expires: "" })],
    ["no subject", () => sign({ name: "Kim" })],
    ["an empty subject", () => sign({ sub: " " })],
    ["an address that is none", () => sign({ sub: "kim", email: "kim at home" })],
    ["no signature", async () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`],
  ])("is refused with %s", async (_, token) => {
    const service = await startService();
    const answer = await call(service, "POST", "/webchat/identify", { body: { token: await token() } });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "Unauthorized" } } });
  });

  test("is taken from our own page only, and nowhere without the secret", async () => {
    const service = await startService();
    const other = { headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } };
    expect((await identify(service, { sub: "kim" }, other)).status).toBe(403);
    expect((await call(service, "POST", "/webchat/identify", { body: {} })).status).toBe(400);
    const without = await useDeskApp();
    expect((await identify(without, { sub: "kim" })).status).toBe(404);
  });
});
