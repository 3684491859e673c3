import { createHash } from "node:crypto";

import type { Calendar } from "../../common/calendar-days.ts";
import { AppError } from "../../common/errors.ts";
import type { Transcripts } from "../../conversation/ports.ts";
import type { TalkStore } from "../../conversation/report-ports.ts";
import { requireLead } from "../agent-role.ts";
import type { DeskApi } from "../api.ts";
import type { Audit } from "../audit.ts";
import { lineBefore, newestLines } from "../case-reading.ts";
import { textOfLine } from "../line-text.ts";
import { daysIn } from "./report-days.ts";

export type TalkRoutesOptions = {
  api: DeskApi;
  audit: Audit;
  talks: TalkStore;
  transcripts: Transcripts;
  calendar: Calendar;
};

const mostTalks = 200;

/** Mounts the list of talks and a single one, for leads: also those that no agent ever had. */
export function mountTalkRoutes({ api, audit, talks, transcripts, calendar }: TalkRoutesOptions): void {
  api.get("/talks", async (asked) => {
    requireLead(asked);
    const days = daysIn(asked.query, calendar);
    const found = await talks.begun({
      from: calendar.startOf(days[0] ?? ""),
      before: calendar.startOf(calendar.dayAfter(days.at(-1) ?? "")),
      limit: mostTalks,
    });
    return {
      talks: found.map(({ id, channel, locale, begunAt, lastAt }) => ({
        id,
        channel,
        language: locale,
        begunAt: new Date(begunAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
      })),
    };
  });
  api.get("/talk", async (asked) => {
    requireLead(asked);
    const { agent, address, query } = asked;
    const id = query.get("id") ?? "";
    const found = await talks.find(id);
    if (!found) throw new AppError("NotFound", "There is no such talk.", { remedy: "It may have been deleted." });
    if (found.isRedacted)
      throw new AppError("Forbidden", "Somebody took words out of this talk, so it isn't shown here.", {
        remedy: "Read its case.",
      });
    await audit({ who: agent, what: "read", subject: subjectOf(id), detail: "talk", address });
    const range = { after: 0, before: lineBefore(query.get("before")) };
    const { lines, earlier } = await newestLines(transcripts, id, range);
    return {
      transcript: lines.map((line) => ({
        seq: line.seq,
        from: line.from,
        text: textOfLine(line),
        at: new Date(line.at).toISOString(),
      })),
      earlier,
    };
  });
}

/** A channel's id of a conversation can lead to a person, and the audit log outlives both: it gets a digest. */
function subjectOf(conversation: string): string {
  return `talk ${createHash("sha256").update(conversation).digest("hex").slice(0, 12)}`;
}
