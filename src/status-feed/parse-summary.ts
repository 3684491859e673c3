import { z } from "zod";

import type { LiveStatus } from "../../dialogs/events.ts";
import { cleanTitle } from "./clean-title.ts";

/**
 * Reads the summary of a Statuspage (API v2, `/api/v2/summary.json`). The shape is Atlassian's, from its own
 * documentation (confluence.status.atlassian.com/api, discordstatus.com/api/v2); any field may be missing, and what is
 * not understood is unknown, never "all fine".
 */

/** Texts that only make the sentence nicer: an odd one must not hide an incident. */
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

/** Far more than a page ever lists; a body with more is no summary, and checking it would cost time. */
const listed = z.array(incident).max(500).nullish();

const summary = z.object({
  status: z.object({ indicator: z.string(), description: cosmetic }),
  incidents: listed,
  scheduled_maintenances: listed,
});
type Summary = z.infer<typeof summary>;

/** From bad to worse; an impact that is not here says that nothing is wrong. */
const impacts = ["minor", "major", "critical"];
const ended = new Set(["resolved", "postmortem", "completed"]);
const underWay = new Set(["in_progress", "verifying"]);

/**
 * Whether this is a summary at all. A notice of a rate limit can be JSON too: without a status it says nothing about
 * health.
 */
export function isSummary(body: unknown): boolean {
  return summary.safeParse(body).success;
}

/**
 * What a summary's body says. `now` is when it was read; `firstSeen` dates an incident that the page does not date.
 * Maintenance counts as an incident only while it is under way and the page itself gives it an impact.
 */
export function readSummary(body: unknown, now: number, firstSeen: number = now): LiveStatus {
  const read = summary.safeParse(body);
  if (!read.success) return { kind: "unknown" };
  const { indicator, description } = read.data.status;
  const worst = worstOf(openIncidents(read.data));
  if (worst !== undefined || impacts.includes(indicator)) {
    // While the page as a whole is well, its own line would be "All Systems Operational".
    const title = cleanTitle(worst?.name ?? "") || (indicator === "none" ? "" : cleanTitle(description ?? ""));
    return { kind: "incident", title, since: beginOf(worst, now) ?? firstSeen, checkedAt: now };
  }
  // Also "maintenance", and words that Statuspage may yet invent.
  return indicator === "none" ? { kind: "no-incident", checkedAt: now } : { kind: "unknown" };
}

function openIncidents({ incidents, scheduled_maintenances: maintenances }: Summary): readonly Incident[] {
  const unresolved = (incidents ?? []).filter((one) => !isEnded(one) && one.impact !== "maintenance");
  const felt = (maintenances ?? []).filter(
    (one) => !isEnded(one) && underWay.has(one.status ?? "") && impacts.includes(one.impact ?? ""),
  );
  return [...unresolved, ...felt];
}

function isEnded({ status, resolved_at: resolvedAt }: Incident): boolean {
  return ended.has(status ?? "") || Boolean(resolvedAt);
}

/** Among equals the first: pages list the newest first. */
function worstOf(open: readonly Incident[]): Incident | undefined {
  return open.toSorted((a, b) => impacts.indexOf(b.impact ?? "") - impacts.indexOf(a.impact ?? ""))[0];
}

function beginOf(one: Incident | undefined, now: number): number | undefined {
  // Maintenance is written down long before it begins.
  const begin = Date.parse(one?.scheduled_for ?? one?.created_at ?? "");
  return Number.isFinite(begin) && begin > 0 ? Math.min(begin, now) : undefined;
}
