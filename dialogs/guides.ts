import type { Answer, Article, Device, Step, StepOnDevice } from "../knowledge/article.ts";
import type { Glossary } from "../knowledge/glossary.ts";
import { loadGlossary } from "../knowledge/glossary.ts";
import type { ShortAnswers } from "../knowledge/short-answers.ts";
import { loadShortAnswers } from "../knowledge/short-answers.ts";
import type { StepView } from "./effects.ts";

/** What the statechart asks of the articles: only order and applicability, never words. */
export type Guides = {
  articles: readonly Article[];
  glossary: Glossary;
  shortAnswers: ShortAnswers;
  article(id: string | null): Article | undefined;
};

/** The articles by id. */
export function guidesOf(
  articles: readonly Article[],
  glossary: Glossary = loadGlossary(),
  shortAnswers: ShortAnswers = loadShortAnswers(),
): Guides {
  const byId = new Map(articles.map((article) => [article.id, article]));
  return { articles, glossary, shortAnswers, article: (id) => (id === null ? undefined : byId.get(id)) };
}

/**
 * The articles that hold what is asked for. Those named come before the one in progress, and that before all others; more
 * than one where nothing tells them apart.
 */
function articlesHolding(
  guides: Guides,
  holds: (article: Article) => boolean,
  { current, among = [] }: Meant,
): readonly Article[] {
  const named = among.flatMap((id) => guides.article(id) ?? []);
  const here = guides.article(current);
  if (here && holds(here) && (named.length === 0 || named.includes(here))) return [here];
  return (named.length > 0 ? named : guides.articles).filter(holds);
}

/** `current`: the article in progress; `among`: those that a message names. */
type Meant = { current: string | null; among?: readonly string[] | undefined };

/** The articles that may be meant by a question with this answer. */
export function articlesAnswering(guides: Guides, answer: string, meant: Meant): readonly Article[] {
  return articlesHolding(guides, (article) => answerOf(article, answer) !== undefined, meant);
}

/** The articles that may be meant by this step. */
export function articlesWithStep(guides: Guides, step: string, meant: Meant): readonly Article[] {
  return articlesHolding(guides, (article) => stepOf(article, step) !== undefined, meant);
}

/** The article that holds this answer: one named, the one in progress, or the first. */
export function articleAnswering(
  guides: Guides,
  current: string | null,
  answer: string,
  among?: readonly string[],
): Article | undefined {
  return articlesAnswering(guides, answer, { current, among })[0];
}

/** The article that has this step: one named, the one in progress, or the first. */
export function articleWithStep(
  guides: Guides,
  current: string | null,
  step: string,
  among?: readonly string[],
): Article | undefined {
  return articlesWithStep(guides, step, { current, among })[0];
}

/** The answer with this id. */
export function answerOf(article: Article, id: string): Answer | undefined {
  return article.answers.find((answer) => answer.id === id);
}

/** The step with this id. */
export function stepOf(article: Article | undefined, id: string | null): Step | undefined {
  return article?.steps.find((step) => step.id === id);
}

/** Whether this device can do something at this step, be it a replacement. */
export function canDo(how: StepOnDevice): how is Extract<StepOnDevice, { instructions: unknown }> {
  return "instructions" in how;
}

/** The doable step before this one in the article's order, tried or not; null stands behind the last. */
export function stepBefore(article: Article, device: Device, id: string | null): Step | undefined {
  const at = id === null ? article.steps.length : article.steps.findIndex((step) => step.id === id);
  return article.steps.slice(0, Math.max(at, 0)).findLast((step) => canDo(step.on[device]));
}

/**
 * The step as it is to be shown. `after` is the step shown before: what lies between and cannot be done here was passed
 * over.
 */
export function viewOf(article: Article, device: Device, id: string, after: string | null | undefined): StepView {
  const at = article.steps.findIndex((step) => step.id === id);
  const from = after === undefined ? at : article.steps.findIndex((step) => step.id === after) + 1;
  const between = article.steps.slice(from, Math.max(at, from));
  return {
    article: article.id,
    step: id,
    device,
    number: at + 1,
    of: article.steps.length,
    passedOver: between.filter((step) => !canDo(step.on[device])).map((step) => step.id),
    isEarlier: after !== undefined && after !== null && from > at + 1,
  };
}
