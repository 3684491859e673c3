import type { StepTries, Waited } from "../../../dialogs/step-learning.ts";
import { isAllowedOrder } from "../../../dialogs/step-order.ts";
import type { Article } from "../../../knowledge/article.ts";
import { type Calendar, daysLater } from "../../common/calendar-days.ts";
import type { ReportFact } from "../../conversation/report-facts.ts";
import type { ArticleOrder, ReportStore } from "../../conversation/report-ports.ts";

/**
 * What an order is learned from: results of steps as the reports have them. Those during a reported incident are left
 * out, as nothing on the device helps then; the sums do not say what came before a step, so the article's order is
 * taken for it.
 */
export function evidenceOf(
  article: Pick<Article, "id" | "steps">,
  facts: readonly ReportFact[],
): { rows: readonly StepTries[]; waited: Waited } {
  const own = facts.filter((fact) => fact.article === article.id && fact.status !== "incident");
  const countOf = (step: string, kind: ReportFact["kind"]): number =>
    own.filter((fact) => fact.item === step && fact.kind === kind).reduce((sum, { n }) => sum + n, 0);
  const minutesOf = (step: string): number => {
    const timed = own.filter((fact) => fact.item === step && fact.kind === "seconds");
    const count = timed.reduce((sum, { n }) => sum + n, 0);
    const seconds = timed.reduce((sum, { value, n }) => sum + value * n, 0);
    return count === 0 ? 0 : seconds / count / 60;
  };
  const diagnostic = article.steps.filter(({ observation }) => observation);
  const curing = article.steps.filter(({ observation }) => !observation);
  const rows = curing.map(({ id, minutes }, at): StepTries => {
    const cures = countOf(id, "fixed");
    const tries = cures + countOf(id, "not-fixed");
    const before = curing.slice(0, at).map((step) => step.id);
    return { step: id, before, tries, cures, minutes: tries * (minutesOf(id) || minutes) };
  });
  const healed = diagnostic.reduce((sum, { id }) => sum + countOf(id, "healed"), 0);
  const minutes = diagnostic.reduce(
    (sum, step) =>
      sum + (countOf(step.id, "not-fixed") + countOf(step.id, "healed")) * (minutesOf(step.id) || step.minutes),
    0,
  );
  return { rows: rows.filter(({ tries }) => tries > 0), waited: { healed, minutes } };
}

/** An order of steps and the day from which on it was in force. */
export type OrderPeriod = { from: string; steps: Article["steps"] };

/** The same where the order changed: what came before a step is taken from the order that was in force. */
export function evidenceOfPeriods(
  id: string,
  periods: readonly OrderPeriod[],
  facts: readonly ReportFact[],
): { rows: readonly StepTries[]; waited: Waited } {
  const parts = periods.map(({ from, steps }, at) => {
    const until = periods[at + 1]?.from;
    const within = facts.filter(({ day }) => day >= from && (until === undefined || day < until));
    return evidenceOf({ id, steps }, within);
  });
  return {
    rows: parts.flatMap(({ rows }) => rows),
    waited: {
      healed: parts.reduce((sum, { waited }) => sum + waited.healed, 0),
      minutes: parts.reduce((sum, { waited }) => sum + waited.minutes, 0),
    },
  };
}

/** The orders of an article since the first day: each counts from the day after it was approved, until the next. */
export function periodsOf(
  article: Pick<Article, "id" | "steps">,
  history: readonly ArticleOrder[],
  calendar: Pick<Calendar, "dayOf" | "dayAfter">,
): OrderPeriod[] {
  const later = history
    .filter((one) => one.article === article.id)
    .map(({ at, steps }): OrderPeriod => {
      const isKnown = steps !== null && isAllowedOrder(article.steps, steps);
      const inOrder = isKnown ? steps.flatMap((id) => article.steps.filter((step) => step.id === id)) : article.steps;
      return { from: calendar.dayAfter(calendar.dayOf(at)), steps: inOrder };
    });
  return [{ from: "", steps: article.steps }, ...later];
}

/**
 * The facts of a span of days, each with the first day of its part of the span. A part ends where an order of the history
 * comes into force: closer than that nothing has to be read apart.
 */
export async function factsByPeriod(
  reports: Pick<ReportStore, "facts">,
  range: { from: string; to: string; now: number },
  history: readonly ArticleOrder[],
  calendar: Pick<Calendar, "dayOf" | "dayAfter">,
): Promise<ReportFact[]> {
  const changes = history.map(({ at }) => calendar.dayAfter(calendar.dayOf(at)));
  const starts = [range.from, ...changes.filter((day) => day > range.from && day <= range.to)].toSorted();
  const parts = [...new Set(starts)].map(async (from, at, all) => {
    const next = all[at + 1];
    const facts = await reports.facts({ ...range, from, to: next === undefined ? range.to : daysLater(next, -1) });
    return facts.map((fact) => ({ ...fact, day: from }));
  });
  return (await Promise.all(parts)).flat();
}
