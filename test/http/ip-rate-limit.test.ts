import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";

import { systemClock } from "../../src/common/clock.ts";
import { AppError } from "../../src/common/errors.ts";
import { createClients } from "../../src/http/middleware/client-ip.ts";
import { createIpRateLimit, createRateLimits, type IpLimits } from "../../src/http/middleware/rate-limiter.ts";
import { strictTransportSecurity } from "../../src/http/middleware/pipeline.ts";
import { sendJson, type WebRequest, type WebResponse } from "../../src/http/response.ts";
import { createHttpServer, route } from "../../src/http/server.ts";
import { makeFakeClock } from "../status-feed/support/fake-clock.ts";

/** A server behind one proxy, which the tests play: each client is an address that they name. */
async function open(limits: IpLimits, options: { publicUrl?: string } = {}) {
  const clients = createClients({ trustProxy: 1 });
  const rateLimits = createRateLimits({ clock: systemClock });
  const ipRateLimit = createIpRateLimit({ clients, limits, rateLimits, now: systemClock.now });
  const setTransportSecurity = strictTransportSecurity({ clients, publicUrl: options.publicUrl ?? null });
  const server = createHttpServer({
    log: pino({ level: "silent" }),
    onRefused: ipRateLimit.onRefused,
    middleware: (req, res) => (setTransportSecurity(req, res), ipRateLimit.check(req, res)),
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

test("a client over the limit gets 429 with Retry-After and a JSON error; others are served", async () => {
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

test("repeated 4xx block the client, also for /api/messages, where requests are not counted", async () => {
  const ask = await open({ requests: 3, refusals: 4 });
  for (let i = 0; i < 10; i++) expect((await ask("203.0.113.1", "/api/messages", { method: "POST" })).status).toBe(200);
  for (let i = 0; i < 5; i++) expect((await ask("203.0.113.9", "/api/messages", { method: "PUT" })).status).toBe(405);
  expect((await ask("203.0.113.9", "/api/messages", { method: "POST" })).status).toBe(429);
  expect((await ask("203.0.113.1", "/api/messages", { method: "POST" })).status).toBe(200);
});

test("a blocked client stays blocked while 100,000 other addresses are refused, and is free when its time is over", () => {
  const clock = makeFakeClock(60_000 * 1_000);
  const ipRateLimit = createIpRateLimit({
    clients: createClients({ trustProxy: 1 }),
    rateLimits: createRateLimits({ clock }),
    now: clock.now,
    limits: { requests: 1_000, refusals: 3 },
  });
  const requestFrom = (ip: string) =>
    ({ url: "/", headers: { "x-forwarded-for": ip }, socket: { remoteAddress: "127.0.0.1" } }) as unknown as WebRequest;
  const response = { setHeader: () => undefined } as unknown as WebResponse;
  const refused = new AppError("Unauthorized", "no");
  for (let i = 0; i < 4; i++) ipRateLimit.onRefused(requestFrom("203.0.113.9"), refused);
  for (let i = 0; i < 100_000; i++)
    ipRateLimit.onRefused(requestFrom(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), refused);
  expect(() => ipRateLimit.check(requestFrom("203.0.113.9"), response)).toThrow("Too many requests");
  expect(() => ipRateLimit.check(requestFrom("203.0.113.1"), response)).not.toThrow();
  clock.advance(60_000);
  expect(() => ipRateLimit.check(requestFrom("203.0.113.9"), response)).not.toThrow();
});

test("browsers that use TLS get HSTS", async () => {
  const ask = await open({ requests: 100, refusals: 100 });
  expect((await ask("203.0.113.1")).headers.get("strict-transport-security")).toBe("max-age=31536000");
});

test("a response has an id of its request, a new one each time", async () => {
  const ask = await open({ requests: 100, refusals: 100 });
  const ids = [
    (await ask("203.0.113.1")).headers.get("x-request-id"),
    (await ask("203.0.113.1")).headers.get("x-request-id"),
  ];
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test("a URL that is too long is refused", async () => {
  const ask = await open({ requests: 100, refusals: 100 });
  const answer = await ask("203.0.113.1", `/?${"a".repeat(5_000)}`);
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    414,
    "AddressTooLong",
  ]);
});
