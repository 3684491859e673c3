import { z } from "zod";

import type { Guides } from "../../dialogs/guides.ts";
import type { Calendar } from "../common/calendar-days.ts";
import { AppError } from "../common/errors.ts";
import type { CaseStore, ClosedPlace, OpenPlace, StoredCase } from "../conversation/case-ports.ts";
import type { LineDeliveries } from "../conversation/line-ports.ts";
import type { TranscriptLine, Transcripts } from "../conversation/ports.ts";
import type { Audit } from "./audit.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import type { DeskApi } from "./api.ts";
import { caseFilterOf } from "./case-filter.ts";
import type { CaseCommands } from "./case-commands.ts";
import { caseToJson, errorNames, eventToJson, lineToJson, suggestedStep } from "./case-json.ts";
import type { ExternalDesks } from "./integrations/sync-status.ts";

/** Cases in one answer, and what one answer holds of a single case: its newest lines and history entries. */
const mostCases = 200;
const mostFound = 50;
const mostLines = 200;
const mostEntries = 500;

const status = z.enum(["waiting", "active", "closed"]);

/** What the routes that read cases stand on. */
export type CaseReadingOptions = {
  api: DeskApi;
  commands: Pick<CaseCommands, "find">;
  cases: CaseStore;
  transcripts: Transcripts;
  lineDeliveries: LineDeliveries;
  guides: Guides;
  directory: AgentDirectory;
  externalDesks: ExternalDesks;
  audit: Audit;
  /** Days of the desk. */
  calendar: Calendar;
};

/**
 * Mounts the lists, the search and the single case. Lists carry how many cases there are in all (`total`) and where the
 * next page begins (`more`), which is asked for as `before`.
 */
export function mountCaseReading(options: CaseReadingOptions): void {
  const { api, cases, guides, directory } = options;
  const views = (found: readonly StoredCase[]) => found.map((one) => caseToJson(one, guides, directory.nameOf));
  api.get("/cases", async ({ query }) => {
    const asked = query.get("status");
    const counts = await cases.counts();
    if (asked === null) {
      const found = [...(await cases.list("waiting", mostCases)), ...(await cases.list("active", mostCases))];
      return { cases: views(found), total: counts.waiting + counts.active, more: null };
    }
    const read = status.safeParse(asked);
    if (!read.success)
      throw new AppError("BadRequest", "There is no such status.", { remedy: "Give waiting, active or closed." });
    const { found, more } = await pageOf(cases, read.data, placeOf(query.get("before")));
    return { cases: views(found), total: counts[read.data], more };
  });
  api.get("/search", async ({ query }) => {
    const filter = caseFilterOf(query, options.calendar);
    if (filter === null) return { cases: [], total: 0, more: null };
    const found = await cases.search(filter, mostFound, Number(query.get("before")) || undefined);
    const more = found.length === mostFound ? String(found.at(-1)?.changed) : null;
    return { cases: views(found), total: await cases.countFound(filter), more };
  });
  mountSingleCase(options);
}

/** The case with its newest lines: of all, of those after `after`, or of those before `before`. */
function mountSingleCase(options: CaseReadingOptions): void {
  const { api, commands, cases, transcripts, lineDeliveries, guides, directory, externalDesks, audit } = options;
  api.get("/cases/:id", async ({ agent, address, params, query }) => {
    const found = await commands.find(params["id"] ?? "");
    await audit({ who: agent, what: "read", subject: found.number, address });
    const { lines, earlier } = await newestLines(transcripts, found.conversation, {
      after: Number(query.get("after")) || 0,
      before: lineBefore(query.get("before")),
    });
    // Read after the lines: one that arrives in between is then shown as delivered.
    const undelivered = await lineDeliveries.undelivered(found.conversation);
    const history = await cases.history(found.number, mostEntries);
    return {
      ...caseToJson(found, guides, directory.nameOf),
      transcript: lines.map((line) => lineToJson(line, found.number, undelivered.get(line.id))),
      earlier,
      history: history.map((entry) => eventToJson(entry, directory.nameOf)),
      suggestedStep: suggestedStep(found, guides),
      error: errorNames(found, guides),
      outside: await externalDesks(found.number),
    };
  });
}

type Place = { at: number; number: string };

async function pageOf(
  cases: CaseStore,
  asked: z.infer<typeof status>,
  place: Place | undefined,
): Promise<{ found: readonly StoredCase[]; more: string | null }> {
  const found = await (asked === "closed"
    ? cases.closed(mostCases, place && ({ closedAt: place.at, number: place.number } satisfies ClosedPlace))
    : cases.list(asked, mostCases, place && ({ waitingSince: place.at, number: place.number } satisfies OpenPlace)));
  const last = found.length === mostCases ? found.at(-1) : undefined;
  return { found, more: last ? `${last.closedAt ?? last.waitingSince} ${last.number}` : null };
}

/** Where the next page of a list begins: what `more` said. */
function placeOf(before: string | null): Place | undefined {
  const [, at, number] = /^(\d{1,15}) (\S{1,40})$/.exec(before ?? "") ?? [];
  if (at !== undefined && number !== undefined) return { at: Number(at), number };
  if (before === null) return undefined;
  throw new AppError("BadRequest", "There is no such place.", { remedy: "Give what more said." });
}

/** Which line the ones that are asked for come before: what `earlier` said; null: the end. */
export function lineBefore(before: string | null): number | null {
  if (before === null) return null;
  if (/^\d{1,15}$/.test(before)) return Number(before);
  throw new AppError("BadRequest", "There is no such line.", { remedy: "Give what earlier said." });
}

/** The newest lines in the range, oldest first; `earlier` leads to those of it that came before, null if there are none. */
export async function newestLines(
  transcripts: Transcripts,
  conversation: string,
  range: { after: number; before: number | null },
): Promise<{ lines: readonly TranscriptLine[]; earlier: string | null }> {
  const read = await transcripts.readBefore(conversation, range.before, mostLines + 1);
  const inRange = read.filter(({ seq }) => seq > range.after);
  const lines = inRange.slice(-mostLines);
  return { lines, earlier: inRange.length > lines.length ? String(lines[0]?.seq) : null };
}
