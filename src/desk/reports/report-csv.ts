import { type CsvCell, csvLine } from "../../common/csv.ts";
import type { Report } from "./report.ts";

/** The report as CSV (RFC 4180): one figure a line, so that every part of it has the same columns. */
export function reportCsv(report: Report): string {
  const lines: CsvCell[][] = [["section", "item", "measure", "value"]];
  const add = (section: string, item: string, figures: object): void => {
    for (const [measure, value] of Object.entries(figures)) lines.push([section, item, measure, value as CsvCell]);
  };
  const { conversations, outcomes, cases } = report;
  add("conversations", "", { total: conversations.total });
  for (const [channel, count] of Object.entries(conversations.byChannel)) add("channel", channel, { count });
  for (const { day, count } of conversations.perDay) add("day", day, { count });
  add("outcomes", "", { ...outcomes, contained: report.contained });
  for (const { article, step, ...figures } of report.steps) add("step", `${article}/${step}`, figures);
  for (const [by, values] of Object.entries(report.stepsBy))
    for (const [value, steps] of Object.entries(values))
      for (const { article, step, ...figures } of steps) add(`step by ${by}`, `${value}/${article}/${step}`, figures);
  for (const { day, incidents } of report.trend)
    for (const { from, to } of incidents) add("incident", day, { from, to });
  for (const { label, ...figures } of report.questions) add("question", label, figures);
  for (const { article, ...figures } of report.guides) add("guide", article, figures);
  for (const { text, ...figures } of report.unclear) add("unclear", text, figures);
  const { byReason, ...caseFigures } = cases;
  add("cases", "", caseFigures);
  for (const { reason, count } of byReason) add("reason", reason, { count });
  return lines.map(csvLine).join("");
}
