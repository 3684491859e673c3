import { setTimeout as delay } from "node:timers/promises";

import { sendJson } from "./response.ts";
import type { Metrics } from "../observability/metrics.ts";
import { type HttpServer, route } from "./server.ts";

/** Null when all is well, else the reason in a few words. A check that throws is unwell, its words go to the log. */
export type Check = () => Promise<string | null>;

/** What the doors of the operators show. A name in `checks` is a key of `reasons` in the answer of `/readyz`. */
export type OperationsOptions = {
  checks: Readonly<Record<string, Check>>;
  metrics: Pick<Metrics, "text" | "contentType">;
  /** A check that takes longer is unwell. */
  checkTimeoutMs?: number;
};

/** Opens the doors for those who run the service: is the process alive, can it serve, what has it counted. */
export function mountOperations(server: HttpServer, options: OperationsOptions): void {
  // Load balancers like to ask by HEAD.
  for (const method of ["GET", "HEAD"] as const) {
    route(server, method, "/healthz", (_req, res) => sendJson(res, 200, { alive: true }));
    route(server, method, "/readyz", async (_req, res) => {
      const reasons = server.closing.aborted ? { service: "is shutting down" } : await unwell(server, options);
      const ready = Object.keys(reasons).length === 0;
      sendJson(res, ready ? 200 : 503, { ready, reasons });
    });
  }
  route(server, "GET", "/metrics", async (_req, res) => {
    const text = await options.metrics.text();
    res.setHeader("Content-Type", options.metrics.contentType);
    res.end(text);
  });
}

async function unwell(
  server: HttpServer,
  { checks, checkTimeoutMs = 2_000 }: OperationsOptions,
): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const reason = await reasonOf(server, name, check, checkTimeoutMs);
      return reason === null ? [] : [[name, reason] as const];
    }),
  );
  return Object.fromEntries(results.flat());
}

async function reasonOf(server: HttpServer, name: string, check: Check, timeoutMs: number): Promise<string | null> {
  const answered = new AbortController();
  const tooLong = delay(timeoutMs, "does not answer in time", { signal: answered.signal, ref: false }).catch(
    () => null,
  );
  try {
    return await Promise.race([check(), tooLong]);
  } catch (thrown) {
    server.log.warn({ err: thrown, reason: name }, "readiness check failed");
    return "failed";
  } finally {
    answered.abort();
  }
}
