import { request } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type BotEndpoint, message, openBotEndpoint } from "../../support/bot-endpoint.ts";

let endpoint: BotEndpoint;
beforeEach(async () => {
  endpoint = await openBotEndpoint();
});
afterEach(() => endpoint.close());

const received = () => endpoint.conversations.received.map(({ incoming }) => incoming.input);

describe("an invalid request is refused:", () => {
  test.each([
    ["no body", undefined, 400],
    ["null", null, 400],
    ["a list", [], 400],
    ["a text", "hello", 400],
    ["no type", message({ type: undefined }), 400],
    ["a type of the wrong kind", message({ type: 5 }), 400],
    ["an empty type", message({ type: "" }), 400],
    ["no conversation", message({ conversation: undefined }), 400],
    ["a conversation without id", message({ conversation: {} }), 400],
    ["no sender", message({ from: undefined }), 400],
    ["a sender with an empty id", message({ from: { id: "" } }), 400],
    ["no channel", message({ channelId: undefined }), 400],
    ["text of the wrong kind", message({ text: { a: 1 } }), 400],
    ["attachments of the wrong kind", message({ attachments: "many" }), 400],
    ["a serviceUrl that is none", message({ serviceUrl: "nowhere" }), 400],
    ["a serviceUrl of another protocol", message({ serviceUrl: "urn:webchat" }), 400],
    ["a foreign serviceUrl", message({ serviceUrl: "https://smba.trafficmanager.net/emea/" }), 403],
    ["a serviceUrl that only looks like this machine", message({ serviceUrl: "http://127.0.0.1.example.com/" }), 403],
    ["a serviceUrl with the port of a system service", message({ serviceUrl: "http://127.0.0.1:1023/" }), 403],
    ["a serviceUrl without a port", message({ serviceUrl: "http://localhost/" }), 403],
    ["a serviceUrl with a path of its own", message({ serviceUrl: "http://127.0.0.1:9000/secret-admin/" }), 403],
    ["a serviceUrl with a query", message({ serviceUrl: "http://127.0.0.1:9000/?admin" }), 403],
    ["a serviceUrl with a password", message({ serviceUrl: "http://a:b@127.0.0.1:9000/" }), 403],
    ["a serviceUrl with TLS", message({ serviceUrl: "https://127.0.0.1:9000/" }), 403],
    ["an unknown invoke", message({ type: "invoke", name: "composeExtension/query" }), 501],
    [
      "feedback without a reaction",
      message({ type: "invoke", name: "message/submitAction", value: { actionValue: "{" } }),
      400,
    ],
  ])("%s", async (_, body, status) => {
    const answer = await endpoint.post(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: { code: expect.any(String), message: expect.stringMatching(/\S/) } });
    expect(received()).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ["through a proxy or tunnel", { "X-Forwarded-For": "203.0.113.7" }],
    ["through one that says so by the standard", { Forwarded: "for=203.0.113.7" }],
    ["through one that gives the address in a header of its own", { "X-Real-IP": "203.0.113.7" }],
    ["through one that names itself only", { Via: "1.1 edge" }],
    ["through one that gives the host only", { "X-Forwarded-Host": "help.example.com" }],
    ["through a content delivery network", { "CF-Connecting-IP": "203.0.113.7" }],
    ["through a gateway of Azure", { "X-Azure-ClientIP": "203.0.113.7" }],
  ])("an unauthenticated request %s", async (_, headers) => {
    expect(await endpoint.post(message(), headers)).toMatchObject({
      status: 403,
      body: { error: { code: "Forbidden" } },
    });
  });

  test("but not an emulator's serviceUrl", async () => {
    for (const serviceUrl of ["http://localhost:56150/_connector", "http://127.0.0.1:1024", "http://[::1]:3979/"])
      expect((await endpoint.post(message({ serviceUrl }))).status).toBe(200);
  });

  test("a request with another Host (DNS rebinding)", async () => {
    const status = await new Promise((resolve) => {
      const call = request(
        endpoint.url,
        { method: "POST", headers: { "Content-Type": "application/json", Host: "evil.example" } },
        (res) => resolve(res.statusCode),
      );
      call.end(JSON.stringify(message()));
    });
    expect(status).toBe(403);
  });

  test("a card action without payload, in the form that the channel wants", async () => {
    const answer = await endpoint.post(message({ type: "invoke", name: "adaptiveCard/action", value: {} }));
    expect(answer).toMatchObject({
      status: 200,
      body: { statusCode: 400, type: "application/vnd.microsoft.error", value: { code: "BadRequest" } },
    });
    expect(received()).toEqual([]);
  });

  test("without repeating the input", async () => {
    const { text } = await endpoint.post({ ...message(), text: ["my secret words"] });
    expect(text).not.toContain("secret");
  });

  test("any JSON gets no 5xx", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        expect((await endpoint.post(body)).status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
  });

  test("any value in any field of an activity gets no 5xx", async () => {
    const field = fc.constantFrom(
      ...Object.keys(message()),
      "value",
      "name",
      "entities",
      "attachments",
      "membersAdded",
      "action",
      "replyToId",
      "deliveryMode",
      "channelData",
    );
    const type = fc.constantFrom("message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction");
    const name = fc.constantFrom("adaptiveCard/action", "message/submitAction", undefined);
    await fc.assert(
      fc.asyncProperty(
        type,
        name,
        fc.array(fc.tuple(field, fc.jsonValue()), { maxLength: 4 }),
        async (kind, invoke, changes) => {
          const answer = await endpoint.post(message({ type: kind, name: invoke, ...Object.fromEntries(changes) }));
          // 501 is what a channel is told of an invoke that is not supported.
          const fault = answer.status >= 500 && !(kind === "invoke" && answer.status === 501);
          expect(fault).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
