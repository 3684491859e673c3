import { z } from "zod";

import type { LiveStatus } from "../../dialogs/events.ts";
import { cleanTitle } from "./clean-title.ts";

/**
 * Parses the summary of a Statuspage (API v2, `/api/v2/summary.json`), whose shape Atlassian documents at
 * confluence.status.atlassian.com/api and discordstatus.com/api/v2. Any field may be missing; an unexpected value means
 * "unknown", never "no incident".
 */

/** Display texts: an invalid one must not hide an incident. */
const cosmetic = z.string().nullish().catch(undefined);

const incident = z.object({
  name: cosmetic,
  created_at: cosmetic,
  scheduled_for: cosmetic,
  status: z.string().nullish(),
  impact: z.string().nullish(),
  resolved_at: z.string().nullish(),
});
type Incident = z.infer<typeof incident>;

/** Far more than a page lists; a body with more is no summary. */
const listed = z.array(incident).max(500).nullish();

const summary = z.object({
  status: z.object({ indicator: z.string(), description: cosmetic }),
  incidents: listed,
  scheduled_maintenances: listed,
});
type Summary = z.infer<typeof summary>;

/** By severity; any other impact means no incident. */
const impacts = ["minor", "major", "critical"];
const ended = new Set(["resolved", "postmortem", "completed"]);
const underWay = new Set(["in_progress", "verifying"]);

/** False for other JSON, such as a rate-limit notice. */
export function isSummary(body: unknown): boolean {
  return summary.safeParse(body).success;
}

/**
 * The status in a summary. `now` is the time of the poll; `firstSeen` dates an incident without a date. Maintenance is
 * an incident only while in progress and with an impact.
 */
export function readSummary(body: unknown, now: number, firstSeen: number = now): LiveStatus {
  const read = summary.safeParse(body);
  if (!read.success) return { kind: "unknown" };
  const { indicator, description } = read.data.status;
  const worst = mostSevere(openIncidents(read.data));
  if (worst !== undefined || impacts.includes(indicator)) {
    // With indicator "none" the description is "All Systems Operational".
    const title = cleanTitle(worst?.name ?? "") || (indicator === "none" ? "" : cleanTitle(description ?? ""));
    return { kind: "incident", title, since: startOf(worst, now) ?? firstSeen, checkedAt: now };
  }
  // "maintenance", and values that Statuspage may add.
  return indicator === "none" ? { kind: "no-incident", checkedAt: now } : { kind: "unknown" };
}

function openIncidents({ incidents, scheduled_maintenances: maintenances }: Summary): readonly Incident[] {
  const unresolved = (incidents ?? []).filter((one) => !isEnded(one) && one.impact !== "maintenance");
  const active = (maintenances ?? []).filter(
    (one) => !isEnded(one) && underWay.has(one.status ?? "") && impacts.includes(one.impact ?? ""),
  );
  return [...unresolved, ...active];
}

function isEnded({ status, resolved_at: resolvedAt }: Incident): boolean {
  return ended.has(status ?? "") || Boolean(resolvedAt);
}

/** The most severe; among equals the first, as pages list the newest first. */
function mostSevere(open: readonly Incident[]): Incident | undefined {
  return open.toSorted((a, b) => impacts.indexOf(b.impact ?? "") - impacts.indexOf(a.impact ?? ""))[0];
}

function startOf(one: Incident | undefined, now: number): number | undefined {
  // Maintenance is announced long before it begins.
  const start = Date.parse(one?.scheduled_for ?? one?.created_at ?? "");
  return Number.isFinite(start) && start > 0 ? Math.min(start, now) : undefined;
}
