import { pino } from "pino";
import { afterEach, expect, test } from "vitest";

import { createMetrics } from "../../src/observability/metrics.ts";
import { type Check, mountOperations, type OperationsOptions, readinessChecks } from "../../src/http/health.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close({ withinMs: 0 });
});

async function serve(
  checks: Record<string, Check>,
  metrics = createMetrics({ process: false }),
  more: Partial<OperationsOptions> = {},
) {
  const server = createHttpServer({ log: pino({ level: "silent" }) });
  servers.push(server);
  mountOperations(server, { checks, metrics, checkTimeoutMs: 20, mayReadDetails: () => true, ...more });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  return (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
}

test("healthz is 200 while the process lives, whatever else fails", async () => {
  const get = await serve({ database: async () => "is away" });
  expect((await get("/healthz")).status).toBe(200);
});

test("readyz is 200 if all checks pass", async () => {
  const response = await (await serve({ database: async () => null, outbox: async () => null }))("/readyz");
  expect([response.status, await response.json()]).toEqual([
    200,
    { ready: true, degraded: false, reasons: {}, warnings: {}, notes: {}, pid: process.pid },
  ]);
});

test("readyz is 503 with a reason per failed check: unhealthy, an error without its message, or a timeout", async () => {
  const get = await serve({
    well: async () => null,
    database: async () => "is locked",
    outbox: async () => {
      throw new Error("my secret words");
    },
    status: () => new Promise(() => {}),
  });
  const response = await get("/readyz");
  expect([response.status, await response.json()]).toEqual([
    503,
    {
      ready: false,
      degraded: true,
      reasons: { database: "is locked", outbox: "failed", status: "does not answer in time" },
      warnings: {},
      notes: {},
      pid: process.pid,
    },
  ]);
});

test("a warning makes the service degraded, not unready", async () => {
  const get = await serve({ database: async () => null }, undefined, { warnings: { channel: async () => "is away" } });
  const response = await get("/readyz");
  expect([response.status, await response.json()]).toEqual([
    200,
    { ready: true, degraded: true, reasons: {}, warnings: { channel: "is away" }, notes: {}, pid: process.pid },
  ]);
});

test("strangers learn whether it is ready and degraded, and nothing else", async () => {
  const get = await serve({ database: async () => "is locked" }, undefined, { mayReadDetails: () => false });
  const response = await get("/readyz");
  expect([response.status, await response.json()]).toEqual([503, { ready: false, degraded: true }]);
  const metrics = await get("/metrics");
  expect([metrics.status, await metrics.json()]).toMatchObject([401, { error: { code: "Unauthorized" } }]);
});

test("metrics are Prometheus text with the counted values", async () => {
  const metrics = createMetrics({
    gauges: {
      outbox: async () => ({ depth: 3, oldestSeconds: 7 }),
      casesWaiting: async () => 2,
      statusAgeSeconds: () => null,
    },
  });
  metrics.turns.inc({ input: "said", result: "stored" });
  metrics.turnSeconds.observe({ input: "said" }, 0.004);
  const response = await (await serve({}, metrics))("/metrics");
  const text = await response.text();
  expect(response.headers.get("content-type")).toContain("text/plain");
  for (const line of [
    'assistant_turns_total{input="said",result="stored"} 1',
    "assistant_outbox_depth 3",
    "assistant_outbox_oldest_seconds 7",
    "assistant_cases_waiting 2",
    "assistant_status_age_seconds Nan",
    'assistant_turn_seconds_bucket{le="0.005",input="said"} 1',
    "nodejs_eventloop_lag_seconds",
  ])
    expect(text).toContain(line);
});

test("a remote that takes nothing has its seconds, and a name only if it is known", async () => {
  const since = Date.now() - 90_000;
  const metrics = createMetrics({
    process: false,
    gauges: {
      failing: async () => ["msteams", "connector:chatwoot", "my-secret"].map((remote) => ({ remote, since })),
    },
  });
  const text = await metrics.text();
  for (const label of ["msteams", "connector:chatwoot", "other"])
    expect(text).toMatch(new RegExp(`assistant_failing_seconds\\{remote="${label}"\\} 9\\d`));
  expect(text).not.toContain("my-secret");
});

test("a gauge that cannot be read does not hide others", async () => {
  const metrics = createMetrics({
    process: false,
    gauges: { outbox: () => Promise.reject(new Error("away")), casesWaiting: async () => 2 },
  });
  const text = await metrics.text();
  expect(text).toContain("assistant_outbox_depth Nan");
  expect(text).toContain("assistant_cases_waiting 2");
});

test("two services in one process have separate metrics", async () => {
  const [one, two] = [createMetrics({ process: false }), createMetrics({ process: false })];
  one.casesOpened.inc({ reason: "asked" });
  expect(await two.text()).not.toContain('reason="asked"');
});

const minute = 60_000;

test("an unhealthy database and an outbox without progress are reasons not to be ready", async () => {
  const checks = readinessChecks({
    health: async () => ({ ok: false, reason: "the disk is full" }),
    untakenMs: async () => 90 * minute,
  });
  expect([await checks.database(), await checks.outbox()]).toEqual([
    "the disk is full",
    "deliveries are due for 90 minutes, no node takes them",
  ]);
});

test("deliveries that were due a moment ago are not", async () => {
  const checks = readinessChecks({
    health: async () => ({ ok: true }),
    untakenMs: async () => 4 * minute,
  });
  expect([await checks.database(), await checks.outbox()]).toEqual([null, null]);
});
