import { setTimeout as delay } from "node:timers/promises";

import { AppError } from "../common/errors.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { OperatorAccess } from "./operator-access.ts";
import { sendJson } from "./response.ts";
import { type HttpServer, route } from "./server.ts";

/** Resolves with null if healthy, otherwise with a short reason. A check that throws has failed; its error is logged. */
export type Check = () => Promise<string | null>;

/** The names of the checks are the keys of what `/readyz` tells operators. */
export type OperationsOptions = {
  /** The service is ready if all of them pass. */
  checks: Readonly<Record<string, Check>>;
  /** It serves without these, but somebody should look: `degraded`. */
  warnings?: Readonly<Record<string, Check>>;
  /** What operators should know and what changes nothing, by the setting or part that it is about. */
  notes?: () => Readonly<Record<string, string>>;
  metrics: Pick<Metrics, "text" | "contentType">;
  /** Who may read reasons, notes and metrics. Everybody else learns only whether it is ready and degraded. */
  mayReadDetails: OperatorAccess;
  /** A check that takes longer has failed. */
  checkTimeoutMs?: number;
};

/** Registers liveness, readiness and metrics. Load balancers send HEAD, too. */
export function mountOperations(server: HttpServer, options: OperationsOptions): void {
  const { metrics, mayReadDetails, warnings = {}, notes = () => ({}) } = options;
  for (const method of ["GET", "HEAD"] as const) {
    route(server, method, "/healthz", (_req, res) => sendJson(res, 200, { alive: true }));
    route(server, method, "/readyz", async (req, res) => {
      const [reasons, degradedBy] = server.draining.aborted
        ? [{ service: "is shutting down" }, {}]
        : await Promise.all([failedChecks(server, options.checks, options), failedChecks(server, warnings, options)]);
      const ready = Object.keys(reasons).length === 0;
      const degraded = !ready || Object.keys(degradedBy).length > 0;
      const details = mayReadDetails(req) ? { reasons, warnings: degradedBy, notes: notes(), pid: process.pid } : {};
      sendJson(res, ready ? 200 : 503, { ready, degraded, ...details });
    });
  }
  route(server, "GET", "/metrics", async (req, res) => {
    if (!mayReadDetails(req))
      throw new AppError("Unauthorized", "Metrics are for operators.", {
        remedy: "Send Authorization: Bearer with METRICS_TOKEN.",
      });
    const text = await metrics.text();
    res.setHeader("Content-Type", metrics.contentType);
    res.end(text);
  });
}

async function failedChecks(
  server: HttpServer,
  checks: Readonly<Record<string, Check>>,
  { checkTimeoutMs = 2_000 }: OperationsOptions,
): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const reason = await runCheck(server, name, check, checkTimeoutMs);
      return reason === null ? [] : [[name, reason] as const];
    }),
  );
  return Object.fromEntries(results.flat());
}

async function runCheck(server: HttpServer, name: string, check: Check, timeoutMs: number): Promise<string | null> {
  const answered = new AbortController();
  const timeout = delay(timeoutMs, "does not answer in time", { signal: answered.signal, ref: false }).catch(
    () => null,
  );
  try {
    return await Promise.race([check(), timeout]);
  } catch (thrown) {
    server.log.warn({ err: thrown, reason: name }, "readiness check failed");
    return "failed";
  } finally {
    answered.abort();
  }
}

/** `untakenMs`: for how long deliveries have been due that no node takes. */
export type ReadinessSources = {
  health: () => Promise<{ ok: true } | { ok: false; reason: string }>;
  untakenMs: () => Promise<number>;
};

/** Nodes look every few seconds. What waits for a channel that is away is not due. */
const maxUntakenMs = 5 * 60_000;

/** The checks of the database and the outbox. */
export function readinessChecks({ health, untakenMs }: ReadinessSources): Record<"database" | "outbox", Check> {
  return {
    async database() {
      const status = await health();
      return status.ok ? null : status.reason;
    },
    async outbox() {
      const ms = await untakenMs();
      return ms <= maxUntakenMs
        ? null
        : `deliveries are due for ${Math.round(ms / 60_000)} minutes, no node takes them`;
    },
  };
}
