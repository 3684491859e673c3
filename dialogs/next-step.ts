import type { Article, Device, Evidence, Step } from "../knowledge/article.ts";
import type { LiveStatus } from "./events.ts";
import type { TriedStep } from "./effects.ts";
import { canDo } from "./guides.ts";

/**
 * Which step comes next: the article's order, bent by what is known of this person's problem, without what is done, not
 * possible or refused.
 */

/** What the choice depends on. */
export type Known = {
  device: Device;
  tried: readonly TriedStep[];
  evidence: readonly Evidence[];
  status: LiveStatus;
};

/** What the person reported, and the current status of the feed. */
function effectiveEvidence({ evidence, status }: Pick<Known, "evidence" | "status">): readonly Evidence[] {
  return status.kind === "no-incident" && !evidence.includes("status-outage") ? [...evidence, "status-fine"] : evidence;
}

/** The steps in the order for this person, those that evidence makes pointless left out. */
export function orderFor(article: Article, known: Pick<Known, "evidence" | "status">): readonly Step[] {
  const evidence = effectiveEvidence(known);
  const bends = article.order.filter(({ when }) => evidence.includes(when));
  const skipped = new Set(bends.flatMap(({ skip }) => skip));
  const front = bends.toReversed().flatMap(({ front: ids }) => ids);
  const placeOf = (step: Step): number => {
    const at = front.indexOf(step.id);
    return at === -1 ? front.length + article.steps.indexOf(step) : at;
  };
  return article.steps.filter(({ id }) => !skipped.has(id)).toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The next step to try; undefined when nothing is left. */
export function nextStep(article: Article, known: Known): Step | undefined {
  const done = new Set(known.tried.map(({ step }) => step));
  return orderFor(article, known).find((step) => !done.has(step.id) && canDo(step.on[known.device]));
}

/** Evidence of this person whose consequence was not explained yet, with the sentence that explains it. */
export function unexplained(
  article: Article,
  known: Pick<Known, "evidence" | "status"> & { explained: readonly Evidence[] },
): Article["order"] {
  return article.order.filter(
    ({ when, because }) => because !== undefined && known.evidence.includes(when) && !known.explained.includes(when),
  );
}
