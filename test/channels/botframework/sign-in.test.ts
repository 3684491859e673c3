import fc from "fast-check";
import type { JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { type BotEndpoint, message, openBotEndpoint } from "../../support/bot-endpoint.ts";
import { issuer, startChannelAuthority, unsigned } from "../../support/channel-authority.ts";

const appId = "11111111-2222-4333-8444-555555555555";
const bot = {
  appType: "SingleTenant",
  appId,
  password: "p",
  tenantId: "99999999-2222-4333-8444-555555555555",
} as const;
const serviceUrl = "https://smba.trafficmanager.net/emea/";
const now = () => Math.floor(Date.now() / 1_000);
const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  aud: appId,
  serviceurl: serviceUrl,
  nbf: now() - 10,
  exp: now() + 600,
  ...changes,
});
const activity = message({ channelId: "msteams", serviceUrl });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

let authority: Awaited<ReturnType<typeof startChannelAuthority>>;
let endpoint: BotEndpoint;
beforeAll(async () => {
  authority = await startChannelAuthority();
  endpoint = await openBotEndpoint({ bot, authority: authority.authority });
});
afterAll(async () => {
  await endpoint.close();
  await authority.close();
});

beforeEach(() => {
  // The SDK writes the error of every refused token to the console.
  vi.spyOn(console, "error").mockImplementation(() => {});
});

describe("with an app id", () => {
  test("a channel with a valid token is served", async () => {
    expect((await endpoint.post(activity, bearer(await authority.sign(claims())))).status).toBe(200);
    expect(endpoint.conversations.received).toHaveLength(1);
  });

  test.each<[string, () => Promise<string> | string]>([
    ["for another bot", () => authority.sign(claims({ aud: "22222222-2222-4333-8444-555555555555" }))],
    ["for nobody", () => authority.sign(claims({ aud: undefined as never }))],
    ["of another issuer", () => authority.sign(claims({ iss: "https://evil.example" }))],
    ["without an issuer", () => authority.sign(claims({ iss: undefined as never }))],
    ["with an unknown key id", () => authority.sign(claims(), { kid: "key-2" })],
    ["signed with another key", () => authority.sign(claims(), { by: "stranger" })],
    ["that has run out", () => authority.sign(claims({ exp: now() - 3_600 }))],
    ["that is not yet valid", () => authority.sign(claims({ nbf: now() + 3_600 }))],
    ["for another serviceUrl", () => authority.sign(claims({ serviceurl: "https://evil.example/" }))],
    ["without a serviceUrl", () => authority.sign(claims({ serviceurl: undefined }))],
    ["of algorithm none", () => unsigned(claims())],
    ["signed by HMAC with the public key", () => authority.signWithPublicKey(claims())],
    [
      "whose claims were changed afterwards",
      async () => tampered(await authority.sign(claims({ aud: "someone-else" })), claims()),
    ],
    ["cut short", async () => (await authority.sign(claims())).slice(0, -20)],
    ["that is none", () => "abc"],
    ["with empty parts", () => "../../http"],
    ["of JSON that is no object", () => `${b64("5")}.${b64('"x"')}.${b64("y")}`],
  ])("a token %s is refused with 401 without effect", async (_, token) => {
    const received = endpoint.conversations.received.length;
    const answer = await endpoint.post({ ...activity, id: "bad" }, bearer(await token()));
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "Unauthorized" } } });
    expect(endpoint.conversations.received).toHaveLength(received);
  });

  test.each([
    ["no token", undefined],
    ["an empty one", "Bearer "],
    ["another scheme", "Basic YTpi"],
    ["words", "let me in please"],
  ])("%s is refused with 401", async (_, authorization) => {
    expect(
      (await endpoint.post(activity, authorization === undefined ? {} : { Authorization: authorization })).status,
    ).toBe(401);
  });

  test("any other Authorization header is refused and never a 5xx", async () => {
    const part = fc.oneof(
      fc.string({ maxLength: 20 }).map(b64),
      fc.jsonValue().map((value) => b64(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(fc.tuple(part, part, part), async (parts) => {
        expect((await endpoint.post(activity, bearer(parts.join(".")))).status).toBe(401);
      }),
      { numRuns: 100 },
    );
  });

  test("a serviceUrl without TLS is refused even with a token for it", async () => {
    const plain = "http://smba.example/";
    expect(
      (
        await endpoint.post(
          { ...activity, serviceUrl: plain },
          bearer(await authority.sign(claims({ serviceurl: plain }))),
        )
      ).status,
    ).toBe(400);
  });
});

describe("SSRF: a signed serviceUrl in a private network is refused:", () => {
  const post = async (to: BotEndpoint, address: string): Promise<number> =>
    (await to.post({ ...activity, serviceUrl: address }, bearer(await authority.sign(claims({ serviceurl: address })))))
      .status;

  test.each([
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://0xa9fea9fe/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://printer.local/",
    "https://metadata.google.internal/",
  ])("%s", async (address) => {
    expect(await post(endpoint, address)).toBe(403);
  });

  test.each(["https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://app.localhost./"])(
    "%s, where others can reach the service",
    async (address) => {
      const open = await openBotEndpoint({ bot, authority: authority.authority, host: "0.0.0.0" });
      expect(await post(open, address)).toBe(403);
      expect(await post(open, serviceUrl)).toBe(200);
      await open.close();
    },
  );

  test("loopback is allowed if the service listens on loopback only", async () => {
    expect(await post(endpoint, "http://127.0.0.1:9/")).toBe(200);
  });
});

test("asechannel, whose tokens are not bound to an address, is not served", async () => {
  const answer = await endpoint.post({ ...activity, channelId: "AseChannel" }, bearer(await authority.sign(claims())));
  expect(answer.status).toBe(403);
});

test("a key endorsed for one channel is not accepted for another", async () => {
  const endorsing = await startChannelAuthority({ endorsements: ["msteams"] });
  const strict = await openBotEndpoint({ bot, authority: endorsing.authority });
  const token = bearer(await endorsing.sign(claims()));
  expect((await strict.post(activity, token)).status).toBe(200);
  expect((await strict.post({ ...activity, channelId: "slack" }, token)).status).toBe(401);
  await strict.close();
  await endorsing.close();
});

describe("if the keys of the authority cannot be read", () => {
  const attempt = async (options: Parameters<typeof startChannelAuthority>[0], gone = false) => {
    const broken = await startChannelAuthority(options);
    const closed = await openBotEndpoint({ bot, authority: broken.authority, signInTimeoutMs: 300 });
    const token = bearer(await broken.sign(claims()));
    if (gone) await broken.close();
    const answer = await closed.post(activity, token);
    expect(closed.conversations.received).toEqual([]);
    await closed.close();
    if (!gone) await broken.close();
    return answer;
  };

  test.each([
    ["because nothing answers", {}, true],
    ["because the answer is not JSON", { answer: "broken" } as const, false],
    ["because the answer never comes", { answer: "hang" } as const, false],
  ])("%s, the sender gets 503, not 401", async (_, options, gone) => {
    expect(await attempt(options, gone)).toMatchObject({ status: 503, body: { error: { code: "SignInUnavailable" } } });
  });
});

function b64(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function tampered(token: string, by: JWTPayload): string {
  const [header, , signature] = token.split(".");
  return [header, b64(JSON.stringify(by)), signature].join(".");
}
