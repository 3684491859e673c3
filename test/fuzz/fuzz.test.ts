import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { malformed, odd } from "./malformed.ts";
import { routesIn } from "./routes.ts";
import { calls, commandBodies, recorded } from "../support/recorded-input.ts";
import { openTalk, startWhole, type WebTalk } from "../support/whole-service.ts";

const secret = "sixteen-characters";

const malformedBody = malformed(recorded);
const runs = { numRuns: 250 };

async function alive(base: string, talk: WebTalk): Promise<void> {
  expect((await fetch(`${base}/readyz`)).status).toBe(200);
  const before = (await talk.read()).length;
  expect((await talk.post({ type: "message", text: "spotify 502 on my mac" })).status).toBe(200);
  while ((await talk.read()).length < before + 2) await new Promise((soon) => setImmediate(soon));
}

describe("whatever is sent, nothing of ours fails and no conversation is lost:", () => {
  test("activities of web chat, malformed anywhere", async () => {
    const { base, app, logged } = await startWhole({ RATE_LIMITS: "off" });
    const talk = await openTalk(base);
    await fc.assert(
      fc.asyncProperty(malformedBody, async (activity) => {
        expect((await talk.post(activity)).status).toBeLessThan(500);
      }),
      runs,
    );
    await app.conversations.idle();
    await alive(base, talk);
    expect(logged()).not.toContain("turn failed");
  });

  test("activities of the Bot Framework, malformed anywhere", async () => {
    const { base, app, logged } = await startWhole({ RATE_LIMITS: "off" });
    const talk = await openTalk(base);
    const headers = { "content-type": "application/json" };
    await fc.assert(
      fc.asyncProperty(malformedBody, async (activity) => {
        const answer = await fetch(`${base}/api/messages`, { method: "POST", headers, body: JSON.stringify(activity) });
        // 501 is what a channel is told of an invoke that is not supported.
        expect(answer.status === 501 ? 200 : answer.status).toBeLessThan(500);
      }),
      runs,
    );
    await app.conversations.idle();
    await alive(base, talk);
    expect(logged()).not.toContain("turn failed");
  });

  const webhooks = {
    CONNECTORS: "chatwoot,handoff",
    CHATWOOT_URL: "http://127.0.0.1:9",
    CHATWOOT_ACCOUNT: "1",
    CHATWOOT_INBOX: "1",
    CHATWOOT_TOKEN: "t",
    CHATWOOT_WEBHOOK_SECRET: secret,
    HANDOFF_HUB_URL: "http://127.0.0.1:9",
    HANDOFF_SECRET: secret,
  };

  test("webhooks of outside desks, malformed anywhere", async () => {
    const { base, app, logged } = await startWhole({ RATE_LIMITS: "off", ...webhooks });
    const talk = await openTalk(base);
    const headers = { "content-type": "application/json", authorization: `Bearer ${secret}` };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("chatwoot", "handoff"), malformed(calls), async (which, call) => {
        const answer = await fetch(`${base}/api/connectors/${which}?secret=${secret}`, {
          method: "POST",
          headers,
          body: JSON.stringify(call),
        });
        expect(answer.status).not.toBe(401);
        expect(answer.status).toBeLessThan(500);
      }),
      runs,
    );
    await app.conversations.idle();
    await alive(base, talk);
    expect(logged()).not.toContain("turn failed");
  });

  test("commands at the desk, malformed anywhere", async () => {
    const { base, app, logged } = await startWhole({ RATE_LIMITS: "off" });
    const talk = await openTalk(base);
    await talk.post({ type: "message", text: "talk to a person" });
    await app.conversations.idle();
    const headers = { "content-type": "application/json", authorization: "Bearer ana-token" };
    const { cases } = (await (await fetch(`${base}/api/desk/cases?status=waiting`, { headers })).json()) as {
      cases: { id: string }[];
    };
    const commands = ["claim", "messages", "notes", "transfer", "release", "return", "close", "redact"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), malformed(commandBodies), async (command, body) => {
        const answer = await fetch(`${base}/api/desk/cases/${cases[0]?.id}/${command}`, {
          method: "POST",
          headers,
          body: JSON.stringify(body),
        });
        expect(answer.status, command).toBeLessThan(500);
      }),
      runs,
    );
    await app.conversations.idle();
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    expect((await talk.read()).length).toBeGreaterThan(1);
    expect(logged()).not.toContain("turn failed");
  });

  const header = fc
    .string({ unit: fc.constantFrom(..."a b z 0 9 , ; = / % < > ~ é".split(" "), " ", '"', "\\"), maxLength: 40 })
    .map((text) => text.trim());
  const request = {
    part: fc.oneof(
      fc.constantFrom("..", "%00", "%2e%2e%2f", "%", "a'--", "x".repeat(200)),
      fc.string({ maxLength: 20 }).map(encodeURIComponent),
    ),
    query: fc.oneof(
      fc.constant(""),
      fc.string({ maxLength: 30 }).map((text) => `?watermark=${encodeURIComponent(text)}`),
      fc.constantFrom("?status=%00", "?after=-1", "?%"),
    ),
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"),
    type: fc.constantFrom(
      "application/json",
      "text/plain",
      "multipart/form-data; boundary=x",
      "application/json; charset=utf-16",
      "",
    ),
    authorization: fc.oneof(fc.constantFrom("", "Bearer", "Bearer ana-token", "TOKEN", "Basic eDp5"), header),
    body: fc.oneof(
      fc.constantFrom("", "{", "null", "[]", '{"__proto__":{"a":1}}', "\u0000"),
      odd.map((value) => JSON.stringify(value)),
    ),
    extra: header,
  };

  test("requests to every address, in every part", async () => {
    const { base, app, logged } = await startWhole({ RATE_LIMITS: "off", ...webhooks });
    const talk = await openTalk(base);
    const routes = routesIn(logged());
    expect(routes).toContainEqual({ method: "GET", route: "/metrics" });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ route: fc.constantFrom(...routes), usual: fc.boolean(), ...request }),
        async ({
          route: { method: own, route },
          usual,
          method: other,
          part,
          query,
          type,
          authorization,
          body,
          extra,
        }) => {
          const headers = {
            ...(type && { "content-type": type }),
            ...(authorization && { authorization: authorization === "TOKEN" ? `Bearer ${talk.token}` : authorization }),
          };
          const method = usual ? own : other;
          const carries = method !== "GET" && method !== "HEAD";
          const made = new Request(
            `${base}${route.replace(/:\w+/, authorization === "TOKEN" ? talk.id : part)}${query}`,
            {
              method,
              headers: { ...latin(headers), "accept-encoding": latin({ extra })["extra"] ?? "", "if-none-match": "x" },
              ...(carries && body !== "" ? { body } : {}),
              signal: AbortSignal.timeout(20_000),
            },
          );
          const answer = await fetch(made);
          await answer.body?.cancel();
          expect(answer.status, `${method} ${route}`).toBeLessThan(500);
        },
      ),
      { numRuns: 500 },
    );
    await app.conversations.idle();
    await alive(base, talk);
  });
});

/** Headers carry Latin-1 alone. */
function latin(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[^\x20-\xFF]/g, "")]),
  );
}
