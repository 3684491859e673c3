import { LRUCache } from "lru-cache";

import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import { csvLine } from "../common/csv.ts";
import { createPoller } from "../common/poller.ts";
import type { AgentStore } from "../conversation/case-ports.ts";
import type { AuditAction, AuditEntry, AuditLog } from "../conversation/audit-ports.ts";
import { AppError } from "../common/errors.ts";
import type { HttpRouter } from "../http/router.ts";
import { requireLead } from "./agent-role.ts";
import { deskApiPath, recordRefusal, type DeskApi } from "./api.ts";
import type { Authentication } from "./authentication.ts";

/** Records what an agent did. Never rejects: that it cannot be recorded just now is logged. */
export type Audit = (done: {
  who: string;
  what: AuditAction;
  subject?: string;
  detail?: string;
  address: string;
}) => Promise<void>;

/** Entries in one answer. */
const mostEntries = 200;
/** Reading a case again within this is one reading. */
const sameReadingMs = 10 * 60_000;
const pruneEveryMs = 6 * 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

export function createAudit({ auditLog, clock, log }: { auditLog: AuditLog; clock: Clock; log: Logger }): Audit {
  const readings = new LRUCache<string, true>({ max: 10_000, ttl: sameReadingMs, perf: { now: clock.now } });
  return async ({ who, what, subject = "", detail = "", address }) => {
    const reading = `${who} ${subject} ${detail}`;
    if (what === "read" && readings.has(reading)) return;
    if (what === "read") readings.set(reading, true);
    await auditLog
      .record({ at: clock.now(), who, what, subject, detail, address })
      .catch((err: unknown) => log.error({ err, agent: who }, "audit entry could not be stored"));
  };
}

/**
 * `GET /audit`, for leads: the newest entries first, how many there are, and where the next page begins. `GET /audit.csv`: all
 * of them in a file.
 */
export function mountAuditRoutes(options: {
  router: HttpRouter;
  api: DeskApi;
  authentication: Pick<Authentication, "authenticate">;
  audit: Audit;
  auditLog: AuditLog;
  nameOf: (login: string) => string;
}): void {
  const { router, api, authentication, audit, auditLog, nameOf } = options;
  router.on("GET", `${deskApiPath}/audit.csv`, async (req, res) => {
    const lead = await authentication.authenticate(req);
    await recordRefusal(() => requireLead(lead), { agent: lead, path: "/audit.csv", audit });
    await audit({ who: lead.agent, what: "exported", subject: "audit log", address: lead.address });
    res.setHeader("Content-Type", "text/csv; charset=utf-8");
    res.setHeader("Content-Disposition", 'attachment; filename="audit.csv"');
    res.write(csvLine(auditColumns));
    let before: number | undefined;
    for (;;) {
      const entries = await auditLog.list(mostEntries, before);
      for (const entry of entries) {
        const shown = entryToJson(entry, nameOf);
        res.write(csvLine(auditColumns.map((column) => shown[column])));
      }
      before = entries.at(-1)?.seq;
      if (entries.length < mostEntries) break;
    }
    res.end();
  });
  api.get("/audit", async ({ role, query }) => {
    requireLead({ role });
    const before = query.get("before");
    if (before !== null && !/^\d{1,16}$/.test(before))
      throw new AppError("BadRequest", "There is no such place.", { remedy: "Give what more said." });
    const entries = await auditLog.list(mostEntries, before === null ? undefined : Number(before));
    return {
      entries: entries.map((entry) => entryToJson(entry, nameOf)),
      total: await auditLog.count(),
      more: entries.length === mostEntries ? String(entries.at(-1)?.seq) : null,
    };
  });
}

const auditColumns = ["at", "who", "whoName", "what", "subject", "address", "detail"] as const;

function entryToJson({ at, who, what, subject, address, detail }: AuditEntry, nameOf: (login: string) => string) {
  return { at: new Date(at).toISOString(), who, whoName: nameOf(who), what, subject, address, detail };
}

/** Deletes what is older than it may be: entries of the log, and sessions that are over. */
export function createAuditRetention(options: {
  auditLog: AuditLog;
  pruneSessions: () => Promise<void>;
  agents: Pick<AgentStore, "forgetPresence">;
  days: number;
  clock: Clock;
  log: Logger;
}): { start(): void; stop(): Promise<void> } {
  const { auditLog, pruneSessions, agents, days, clock, log } = options;
  return createPoller({
    clock,
    intervalMs: pruneEveryMs,
    poll: async () => {
      await auditLog.prune(clock.now() - days * dayMs);
      await agents.forgetPresence(clock.now() - days * dayMs);
      await pruneSessions();
    },
    onError: (err) => log.warn({ err }, "audit retention failed, will retry"),
  });
}
