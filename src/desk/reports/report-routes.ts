import type { Guides } from "../../../dialogs/guides.ts";
import { en } from "../../../dialogs/wording/en.ts";
import { inLocale } from "../../../knowledge/article.ts";
import type { Calendar } from "../../common/calendar-days.ts";
import {
  filterNames,
  type IncidentStore,
  type ReportFilter,
  type ReportStore,
} from "../../conversation/report-ports.ts";
import type { HttpRouter } from "../../http/router.ts";
import type { WebRequest } from "../../http/response.ts";
import { requireLead } from "../agent-role.ts";
import { deskApiPath, recordRefusal } from "../api.ts";
import type { Audit } from "../audit.ts";
import type { AuthenticatedAgent, Authentication } from "../authentication.ts";
import { daysIn } from "./report-days.ts";
import { createReport, type Report } from "./report.ts";
import { reportCsv } from "./report-csv.ts";

export type ReportRoutesOptions = {
  router: HttpRouter;
  authentication: Authentication;
  audit: Audit;
  reports: ReportStore;
  incidents: IncidentStore;
  guides: Guides;
  calendar: Calendar;
  now: () => number;
  nameOf: (login: string) => string;
};

/** Mounts the reports, for leads: as JSON and as CSV. */
export function mountReportRoutes(options: ReportRoutesOptions): void {
  const { router, authentication, audit } = options;
  const leadOf = async (req: WebRequest, path: string): Promise<AuthenticatedAgent> => {
    const agent = await authentication.authenticate(req);
    await recordRefusal(() => requireLead(agent), { agent, path, audit });
    return agent;
  };
  router.on("GET", `${deskApiPath}/reports`, async (req, res) => {
    await leadOf(req, "/reports");
    const [report, desk] = await Promise.all([reportFor(options, req), deskFor(options, req)]);
    router.json(res, 200, { ...report, ...desk, titles: titlesOf(options.guides) });
  });
  router.on("GET", `${deskApiPath}/reports.csv`, async (req, res) => {
    const lead = await leadOf(req, "/reports.csv");
    const text = reportCsv(await reportFor(options, req));
    await audit({ who: lead.agent, what: "exported", subject: "reports", address: lead.address });
    res.statusCode = 200;
    res.setHeader("Content-Type", "text/csv; charset=utf-8");
    res.setHeader("Content-Disposition", 'attachment; filename="reports.csv"');
    res.setHeader("Content-Length", Buffer.byteLength(text));
    res.end(text);
  });
}

async function reportFor(
  { reports, incidents, guides, calendar, now }: ReportRoutesOptions,
  req: WebRequest,
): Promise<Report> {
  const query = queryOf(req);
  const days = daysIn(query, calendar);
  const [from, to] = [days[0] ?? "", days.at(-1) ?? ""];
  const filter = filterOf(query);
  const [facts, choices, unclear, reported] = await Promise.all([
    reports.facts({ from, to, now: now(), filter }),
    reports.choices({ from, to }),
    reports.unclear(timesOf(days, calendar)),
    incidents.incidents(timesOf(days, calendar)),
  ]);
  return createReport({
    days: days.map((day) => ({
      day,
      from: calendar.startOf(day),
      before: calendar.startOf(calendar.dayAfter(day)),
    })),
    incidents: reported.filter(({ article }) => filter.article === undefined || article === filter.article),
    facts,
    choices,
    unclear,
    order: guides.articles.flatMap(({ id, steps }) => steps.map((step) => ({ article: id, step: step.id }))),
  });
}

/** Of all channels: agents take cases from any. */
async function deskFor({ reports, calendar, nameOf }: ReportRoutesOptions, req: WebRequest) {
  const { agents, ...figures } = await reports.desk(timesOf(daysIn(queryOf(req), calendar), calendar));
  return { ...figures, agents: agents.map((one) => ({ ...one, name: nameOf(one.agent) })) };
}

const queryOf = (req: WebRequest): URLSearchParams => new URL(req.url ?? "/", "http://localhost").searchParams;

function timesOf(days: readonly string[], calendar: Calendar): { from: number; before: number } {
  return {
    from: calendar.startOf(days[0] ?? ""),
    before: calendar.startOf(calendar.dayAfter(days.at(-1) ?? "")),
  };
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

function filterOf(query: URLSearchParams): ReportFilter {
  const given = filterNames.flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(given) as ReportFilter;
}
