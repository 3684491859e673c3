import type { Guides } from "../../../dialogs/guides.ts";
import { en } from "../../../dialogs/wording/en.ts";
import { inLocale } from "../../../knowledge/article.ts";
import { type Calendar, isCalendarDay } from "../../common/calendar-days.ts";
import { AppError } from "../../common/errors.ts";
import type { ReportStore } from "../../conversation/report-ports.ts";
import type { HttpRouter } from "../../http/router.ts";
import type { WebRequest } from "../../http/response.ts";
import { requireLead } from "../agent-role.ts";
import { deskApiPath } from "../api.ts";
import type { Audit } from "../audit.ts";
import type { Authentication } from "../authentication.ts";
import { createReport, type Report, type ReportFilter } from "./report.ts";
import { reportCsv } from "./report-csv.ts";

export type ReportRoutesOptions = {
  router: HttpRouter;
  authentication: Authentication;
  audit: Audit;
  reports: ReportStore;
  guides: Guides;
  calendar: Calendar;
  now: () => number;
};

/** The longest span that one report covers. */
const mostDays = 3 * 366;

/** Mounts the reports, for leads: as JSON and as CSV. */
export function mountReportRoutes(options: ReportRoutesOptions): void {
  const { router, authentication, audit } = options;
  router.on("GET", `${deskApiPath}/reports`, async (req, res) => {
    requireLead(await authentication.authenticate(req));
    router.json(res, 200, { ...(await reportFor(options, req)), titles: titlesOf(options.guides) });
  });
  router.on("GET", `${deskApiPath}/reports.csv`, async (req, res) => {
    const lead = await authentication.authenticate(req);
    requireLead(lead);
    const text = reportCsv(await reportFor(options, req));
    await audit({ who: lead.agent, what: "exported", subject: "reports", address: lead.address });
    res.statusCode = 200;
    res.setHeader("Content-Type", "text/csv; charset=utf-8");
    res.setHeader("Content-Disposition", 'attachment; filename="reports.csv"');
    res.setHeader("Content-Length", Buffer.byteLength(text));
    res.end(text);
  });
}

async function reportFor({ reports, guides, calendar, now }: ReportRoutesOptions, req: WebRequest): Promise<Report> {
  const query = new URL(req.url ?? "/", "http://localhost").searchParams;
  const days = daysOf(query, calendar);
  const [from, to] = [days[0] ?? "", days.at(-1) ?? ""];
  const [facts, unclear] = await Promise.all([
    reports.facts({ from, to, now: now() }),
    reports.unclear({ from: calendar.startOf(from), before: calendar.startOf(calendar.dayAfter(to)) }),
  ]);
  return createReport({
    days,
    facts,
    unclear,
    filter: filterOf(query),
    order: guides.articles.flatMap(({ id, steps }) => steps.map((step) => ({ article: id, step: step.id }))),
  });
}

/** What leads read instead of ids: of articles, their steps and answers, and devices. */
function titlesOf({ articles }: Guides): Record<string, string> {
  const titles: Record<string, string> = { ...en.deviceNames };
  for (const { id, facts, steps, answers } of articles) {
    titles[id] = inLocale(facts.title, "en");
    for (const answer of answers) titles[`faq:${answer.id}`] = inLocale(answer.title, "en");
    for (const step of steps)
      for (const name of [`${id}/${step.id}`, `step:${step.id}`]) titles[name] = inLocale(step.title, "en");
  }
  return titles;
}

function daysOf(query: URLSearchParams, calendar: Calendar): string[] {
  const dayOf = (name: string): string => {
    const day = query.get(name) ?? "";
    if (!isCalendarDay(day)) throw badDay(`"${name}" is not a day.`);
    return day;
  };
  const [from, to] = [dayOf("from"), dayOf("to")];
  if (from > to) throw badDay("The first day is after the last.");
  if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= mostDays) throw badDay("That is more than three years.");
  return calendar.daysBetween(from, to);
}

function badDay(message: string): AppError {
  return new AppError("BadRequest", message, { remedy: "Give from and to such as 2026-11-01 and 2026-11-30." });
}

function filterOf(query: URLSearchParams): ReportFilter {
  const given = (["channel", "article", "device", "language"] as const).flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(given) as ReportFilter;
}
