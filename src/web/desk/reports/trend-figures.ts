import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { dayName, numberOf } from "./figures.ts";
import type { Outcome, Report } from "./report-shapes.ts";

export type TrendDay = Report["trend"][number];

export const outcomes = Object.keys(words.outcomes) as readonly Outcome[];

export function totalOf(day: TrendDay): number {
  return outcomes.reduce((sum, name) => sum + day[name], 0);
}

/** Hours of a day in which an incident was reported; where the clocks change, off by as much as that changes it. */
export function incidentHours({ incidents }: TrendDay): string {
  return words.hours(incidents.reduce((sum, { from, to }) => sum + 24 * (to - from), 0));
}

/** The figures of a day as a line. */
export function daySaid(day: TrendDay): string {
  const ended = outcomes
    .filter((name) => day[name] > 0)
    .map((name) => `${words.outcomes[name]} ${numberOf(day[name])}`);
  const incident = day.incident ? [`${words.incidentDay} ${incidentHours(day)}`] : [];
  return [words.daySaid(dayName(day.day), numberOf(totalOf(day))), ...ended, ...incident].join(" · ");
}
