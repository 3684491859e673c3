import type { Article } from "../../../knowledge/article.ts";
import type { Facts } from "../facts/message-facts.ts";
import type { MessageReading, ReadMessage } from "../facts/message-reader.ts";
import type { Prediction } from "../interpretation/predict.ts";
import { type ArticleNames, type ReadArticleNames, brandOf } from "./article-names.ts";
import { homeBrand, type ToReference } from "./reference-text.ts";
import type { ReadTitled } from "./step-titles.ts";
import type { ReadTried } from "./tried-titles.ts";

/**
 * Reads a message about any of the articles: names are replaced by those of the reference article before it is read,
 * and the label and the facts are brought back to the article that is meant.
 */

export type ArticleReaderOptions = {
  articles: readonly Article[];
  reference: Article | null;
  readNames: ReadArticleNames;
  toReference: ToReference;
  readTried: ReadTried;
  readTitled: ReadTitled;
  /** The reader of replaced texts, whose step numbers are those of this article. */
  readerOf: (article: Article | null) => ReadMessage;
};

/** What a message says about articles, settled once it is read. */
type Settling = {
  names: ArticleNames;
  /** Whose error is named. */
  named: readonly string[];
  /** Articles that a step or a question belongs to, best known first: named, in progress, or of the only brand named. */
  meant: Article | null;
  current: Article | null;
  articles: ReadonlyMap<string, Article>;
  reference: Article | null;
};

export function articleReader(options: ArticleReaderOptions): ReadMessage {
  const { reference, readNames, toReference, readTried, readTitled, readerOf } = options;
  const articles = new Map(options.articles.map((article) => [article.id, article]));
  const ofBrand = Map.groupBy(options.articles, brandOf);
  return async (text, context) => {
    const current = articles.get(context.article ?? "") ?? null;
    const names = readNames(text, current?.id ?? null);
    const home = homeBrand(names, articles, current?.id ?? null);
    const spoken = toReference(text, names, home);
    const byBrand = names.brands.length === 1 ? (ofBrand.get(names.brands[0] ?? "") ?? []) : [];
    const inProgress = byBrand.length === 0 || (current !== null && byBrand.includes(current)) ? current : null;
    const only = byBrand.length === 1 ? (byBrand[0] ?? null) : null;
    const meantFirst = articles.get(names.articles[0] ?? "") ?? inProgress ?? only;
    const first = await readerOf(current ?? meantFirst ?? reference)(spoken, context);
    const reading = withTitledStep(first, current, readTitled);
    const named = namedIn(names, reading, reference);
    const meant = articles.get(named[0] ?? "") ?? meantFirst;
    const settling: Settling = { names, named, meant, current, articles, reference };
    const prediction = settledPrediction(reading, settling);
    const facts = settledFacts(reading.facts, prediction, settling);
    const tried = readTried(reading.prediction.typed, current ?? meant);
    return {
      prediction: {
        ...prediction,
        entities: { ...prediction.entities, tried: [...new Set([...prediction.entities.tried, ...tried])] },
      },
      facts: withTried(facts, tried),
      // With one article there is nothing to tell apart.
      ...(articles.size > 1 ? { about: { named, byBrand: byBrand.map(({ id }) => id) } } : {}),
    };
  };
}

/** Labels that a step asked for by its title takes the place of; what is clear otherwise stays. */
const givesWay = /^(?:none|problem:.*|step:.*|faq:.*|help|nav:(?:repeat|list))$/u;

/** A step that only the article in progress has, and that is asked for in the words of its title. */
function withTitledStep(reading: MessageReading, article: Article | null, readTitled: ReadTitled): MessageReading {
  const { prediction, facts } = reading;
  const { label, typed } = prediction;
  const step = article && givesWay.test(label) ? readTitled(typed, article) : null;
  if (step === null || label === `step:${step}`) return reading;
  const steps = facts.steps.filter(({ said }) => said !== "asks" && said !== "wants");
  return {
    prediction: { ...prediction, label: `step:${step}`, confidence: 0.6 },
    facts: { ...facts, steps: [...steps, { step, said: "wants" }] },
  };
}

/** The articles named; the reference article also by what only the layers behind the spelling corrector see. */
function namedIn(names: ArticleNames, { prediction }: MessageReading, reference: Article | null): readonly string[] {
  const { codes } = prediction.entities;
  if (names.articles.length > 0) return names.articles;
  if (codes.ours === null) return [];
  if (!reference) return [codes.ours];
  const isElsewhere = names.brands.length > 0 && !names.brands.includes(brandOf(reference));
  return isElsewhere ? [] : [reference.id];
}

const problemOf = (label: string): string | null => (label.startsWith("problem:") ? label.slice(8) : null);

/** Confidence of a report that names brand and code. */
const sureReport = 0.95;
/** A question without a word that asks is one from this confidence on. */
const sureQuestion = 0.7;
/** A text that names its error may report it or ask about it: an answer so likely, beside a report no surer than that. */
const minAnswer = 0.45;
const maxReport = 0.9;
/** Out-of-scope probability up to which a text that names brand and code, and asks nothing, is a report of it. */
const maxOosOfReport = 0.9;

function settledPrediction({ prediction, facts }: MessageReading, settling: Settling): Prediction {
  const { named } = settling;
  const asked = settling.articles.size > 1 ? askedStep(facts, prediction) : null;
  const label = asked ?? settledLabel(prediction, settling);
  const alternatives = prediction.alternatives.map((one) => ({ ...one, label: renamed(one.label, settling) }));
  const { entities } = prediction;
  const codes = named.length > 0 ? { ...entities.codes, ours: named[0] ?? null } : entities.codes;
  const isReport = problemOf(label) !== null && named.includes(problemOf(label) ?? "") && namesBrand(settling);
  const confidence = label === prediction.label ? prediction.confidence : confidenceOf(prediction, label);
  return {
    ...prediction,
    label,
    confidence: isReport ? Math.max(confidence, sureReport) : confidence,
    alternatives: alternatives.filter((one) => one.label !== label),
    entities: { ...entities, codes },
  };
}

/** "How do I restart the router for error 4?" asks for the step, though it names the error; null for anything else. */
function askedStep({ steps }: Facts, { label, entities }: Prediction): string | null {
  if (problemOf(label) === null || !entities.topics.includes("asks")) return null;
  const asked = steps.filter(({ said }) => said === "asks" || said === "wants");
  return asked.length === 1 ? `step:${asked[0]?.step}` : null;
}

/** The confidence of a label that took the place of another: of a report that of its sort, else its own. */
function confidenceOf(prediction: Prediction, label: string): number {
  if (problemOf(label) !== null) return Math.max(prediction.label === "none" ? 0.6 : prediction.confidence, 0.6);
  return Math.max(prediction.alternatives.find((one) => one.label === label)?.confidence ?? 0, 0.45);
}

const namesBrand = ({ names, named, articles }: Settling): boolean => {
  const article = articles.get(named[0] ?? "");
  return article !== undefined && names.brandMentions.some(({ brand }) => brand === brandOf(article));
};

/** A label of the reference article's space as the label of the article that is meant. */
function renamed(label: string, settling: Settling): string {
  const { named, names, articles, reference } = settling;
  const problem = problemOf(label);
  if (problem === null || problem === "unspecified") return label;
  if (problem === "other") return label;
  if (named.length > 0) return `problem:${named[0]}`;
  const article = articles.get(problem) ?? reference;
  const isOther = names.brands.length > 0 && (!article || !names.brands.includes(brandOf(article)));
  return isOther ? "problem:unspecified" : label;
}

function settledLabel(prediction: Prediction, settling: Settling): string {
  const { named, current, meant } = settling;
  const label = renamed(prediction.label, settling);
  const { codes, brands, topics } = prediction.entities;
  const isForeign = (brands.other || brands.ownServer) && !brands.ours;
  if (named.length > 0 && !isForeign) {
    const report = `problem:${named[0]}`;
    if (label === "problem:unspecified" || (label === "problem:other" && (!codes.other || namesBrand(settling))))
      return report;
    const [second] = prediction.alternatives;
    if (label === report && second?.label.startsWith("faq:") && isAskedAbout(prediction.confidence, second.confidence))
      return second.label;
    // Another known error, reported at a step, is no result of the step.
    const isElse = current !== null && !named.includes(current.id);
    if (isElse && (label === "nav:fixed" || label === "nav:not-fixed" || label === "no")) return report;
    if (isElse && label.startsWith("faq:") && !topics.includes("asks") && prediction.confidence < sureQuestion)
      return report;
    const isReport = second !== undefined && problemOf(second.label) !== null && !topics.includes("asks");
    if (label === "none" && isReport && namesBrand(settling) && prediction.oosProbability < maxOosOfReport)
      return report;
  }
  const likely = label === "problem:other" && !codes.other && !isForeign ? likelyReport(prediction, settling) : null;
  if (likely) return likely;
  return meant ? withinArticle(label, prediction, meant) : label;
}

/** Confidence from which a report of an error of the brand named counts more than one of some other error. */
const minLikely = 0.35;

function likelyReport({ alternatives }: Prediction, { names, articles }: Settling): string | null {
  const found = alternatives.find(({ label, confidence }) => {
    const article = articles.get(problemOf(label) ?? "");
    return article && confidence >= minLikely && names.brands.includes(brandOf(article));
  });
  return found?.label ?? null;
}

const isAskedAbout = (report: number, answer: number): boolean => report < maxReport && answer >= minAnswer;

/** Confidence from which a label of the article takes the place of one that the article does not have. */
const minInstead = 0.15;

/** Of steps and answers those that the article has, where one of them is likely at all. */
function withinArticle(label: string, { alternatives }: Prediction, article: Article): string {
  const has = (one: string): boolean =>
    one.startsWith("step:")
      ? article.steps.some(({ id }) => one === `step:${id}`)
      : article.answers.some(({ id }) => one === `faq:${id}`);
  const isOfArticles = (one: string): boolean => one.startsWith("step:") || one.startsWith("faq:");
  if (!isOfArticles(label) || has(label)) return label;
  const instead = alternatives.find((one) => isOfArticles(one.label) && has(one.label));
  return instead && instead.confidence >= minInstead ? instead.label : label;
}

function settledFacts(facts: Facts, { label }: Prediction, { named, current, articles }: Settling): Facts {
  const about = current ?? articles.get(named[0] ?? "");
  const known = about ? [about] : [...articles.values()];
  const steps = facts.steps.filter(({ step }) => known.some((article) => article.steps.some(({ id }) => id === step)));
  const problem = problemOf(label);
  const isElse = current !== null && problem !== null && named.includes(problem) && problem !== current.id;
  return {
    ...facts,
    articles: named,
    steps,
    // Whatever is claimed, it is not the step that another error cures.
    outcome: isElse ? null : facts.outcome,
  };
}

function withTried(facts: Facts, tried: readonly string[]): Facts {
  const news = tried.filter((step) => !facts.steps.some((one) => one.step === step && one.said !== "wants"));
  const others = facts.steps.filter(({ step }) => !news.includes(step));
  return { ...facts, steps: [...others, ...news.map((step) => ({ step, said: "tried" as const }))] };
}
