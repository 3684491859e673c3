import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";

import { sendJson } from "../../src/http/response.ts";
import { knowClients } from "../../src/http/middleware/client-ip.ts";
import { type GuardLimits, makeGuard } from "../../src/http/middleware/ip-rate-limit.ts";
import { makeRateLimits } from "../../src/http/middleware/rate-limiter.ts";
import { strictTransport } from "../../src/http/middleware/security-headers.ts";
import { createHttpServer, route } from "../../src/http/server.ts";
import { systemClock } from "../../src/common/clock.ts";

/** A door behind one proxy, which these tests play: each caller is an address that it names. */
async function open(limits: GuardLimits, options: { publicUrl?: string } = {}) {
  const clients = knowClients({ trustProxy: 1 });
  const guard = makeGuard({ clients, limits, rateLimits: makeRateLimits({ clock: systemClock }) });
  const told = strictTransport({ clients, publicUrl: options.publicUrl ?? null });
  const server = createHttpServer({
    log: pino({ level: "silent" }),
    refused: guard.refused,
    decorate: (req, res) => (told(req, res), guard.admit(req, res)),
  });
  route(server, "GET", "/", (_req, res) => sendJson(res, 200, {}));
  route(server, "POST", "/api/messages", (_req, res) => sendJson(res, 200, {}));
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close({ withinMs: 0 }));
  return (from: string, path = "/", init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      ...init,
      headers: { "x-forwarded-for": from, "x-forwarded-proto": "https" },
    });
}

test("who asks too often waits, with the time to wait in the header and a JSON fault; others feel nothing", async () => {
  const ask = await open({ requests: 5, refusals: 100 });
  for (let i = 0; i < 5; i++) expect((await ask("203.0.113.1")).status).toBe(200);
  const refused = await ask("203.0.113.1");
  expect([refused.status, await refused.json()]).toEqual([
    429,
    { error: { code: "TooManyRequests", message: expect.stringContaining("Try again in") } },
  ]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ask("203.0.113.2")).status).toBe(200);
});

test("who is refused again and again waits too, also at the door of the channels, whose servers are otherwise not counted", async () => {
  const ask = await open({ requests: 3, refusals: 4 });
  for (let i = 0; i < 10; i++) expect((await ask("203.0.113.1", "/api/messages", { method: "POST" })).status).toBe(200);
  for (let i = 0; i < 5; i++) expect((await ask("203.0.113.9", "/api/messages", { method: "PUT" })).status).toBe(405);
  expect((await ask("203.0.113.9", "/api/messages", { method: "POST" })).status).toBe(429);
  expect((await ask("203.0.113.1", "/api/messages", { method: "POST" })).status).toBe(200);
});

test("browsers that came over TLS are told to come that way only", async () => {
  const ask = await open({ requests: 100, refusals: 100 });
  expect((await ask("203.0.113.1")).headers.get("strict-transport-security")).toBe("max-age=31536000");
});

test("an answer names its request, a new one each time", async () => {
  const ask = await open({ requests: 100, refusals: 100 });
  const ids = [
    (await ask("203.0.113.1")).headers.get("x-request-id"),
    (await ask("203.0.113.1")).headers.get("x-request-id"),
  ];
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test("an address longer than any of ours is refused", async () => {
  const ask = await open({ requests: 100, refusals: 100 });
  const answer = await ask("203.0.113.1", `/?${"a".repeat(5_000)}`);
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    414,
    "AddressTooLong",
  ]);
});
