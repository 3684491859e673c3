import type { StepTries, Waited } from "../../dialogs/step-learning.ts";
import type { Article } from "../../knowledge/article.ts";
import type { ReportFact } from "../conversation/report-facts.ts";

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
  const looking = article.steps.filter(({ observation }) => observation);
  const curing = article.steps.filter(({ observation }) => !observation);
  const rows = curing.map(({ id, minutes }, at): StepTries => {
    const cures = countOf(id, "fixed");
    const tries = cures + countOf(id, "not-fixed");
    const before = curing.slice(0, at).map((step) => step.id);
    return { step: id, before, tries, cures, minutes: tries * (minutesOf(id) || minutes) };
  });
  const healed = looking.reduce((sum, { id }) => sum + countOf(id, "healed"), 0);
  const minutes = looking.reduce(
    (sum, step) =>
      sum + (countOf(step.id, "not-fixed") + countOf(step.id, "healed")) * (minutesOf(step.id) || step.minutes),
    0,
  );
  return { rows: rows.filter(({ tries }) => tries > 0), waited: { healed, minutes } };
}
