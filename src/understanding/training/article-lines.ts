import type { Article } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { Knowledge } from "../../../knowledge/load.ts";
import { referenceArticle } from "../../../knowledge/reference.ts";
import { articleNamesReader, type ArticleNames, brandOf } from "../articles/article-names.ts";
import { homeBrand, referenceText } from "../articles/reference-text.ts";
import type { TrainingSet } from "./prepare.ts";

/**
 * What the models learn. Lines are put into the words in which texts are read (see `referenceText`); titles, questions
 * and summaries of the articles are lines too; and what names an article's error is never learned as another error or as none.
 */

/** A label with so many lines needs none made from titles and summaries. */
const enoughLines = 40;

/** Lines of shared files that speak of an article, and so are not learned: why, and the line. */
export type LeftOut = { article: string; label: string; text: string; names: "code" | "brand" };

export type LearnedLines = TrainingSet & { leftOut: readonly LeftOut[] };

type Sorter = {
  articles: ReadonlyMap<string, Article>;
  reference: Article | null;
  namesIn: (text: string, current: string | null) => ArticleNames;
  translate: (text: string, names: ArticleNames, current: string | null) => string;
};

function sorterOf({ articles: all }: Pick<Knowledge, "articles">, lexicon: Lexicon): Sorter {
  const articles = new Map(all.map((article) => [article.id, article]));
  const reference = referenceArticle(all);
  const toReference = referenceText({ articles: all, reference, lexicon });
  return {
    articles,
    reference,
    namesIn: articleNamesReader(all, lexicon),
    translate: (text, names, current) => toReference(text, names, homeBrand(names, articles, current)),
  };
}

/** The article of a shared line that it names, where it may not be learned as `label`. */
function contradiction(
  { articles, reference }: Sorter,
  label: string,
  names: ArticleNames,
): Omit<LeftOut, "text"> | null {
  if (label !== "none" && label !== "problem:other") return null;
  const byCode = names.articles.find((id) => id !== reference?.id);
  if (byCode !== undefined) return { article: byCode, label, names: "code" };
  const own = names.brands.find((brand) => reference !== null && brand !== brandOf(reference));
  const ofBrand = own === undefined ? undefined : [...articles.values()].find((article) => brandOf(article) === own);
  return ofBrand && label === "problem:other" ? { article: ofBrand.id, label, names: "brand" } : null;
}

/** "Error 16 means something stops your login": what the error is, without its name. */
const namedInSummary = /^[^.]*?\bmeans?\b(?: that)?\s+/iu;

/** Lines for a step and for an answer, made from its title, and for a problem, made from what its summary says of it. */
function linesOfTexts(articles: readonly Article[]): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  const add = (label: string, ...texts: string[]): void =>
    void lines.set(label, [...(lines.get(label) ?? []), ...texts]);
  for (const { id: article, facts, steps, answers } of articles) {
    add(`problem:${article}`, facts.summary.en.replace(namedInSummary, ""));
    for (const { id, title } of steps) {
      const order = title.en.charAt(0).toLowerCase() + title.en.slice(1);
      add(`step:${id}`, order, `how do i ${order}`, `show me how to ${order}`, `i want to ${order}`);
    }
    for (const { id, title } of answers) add(`faq:${id}`, title.en);
  }
  return lines;
}

/**
 * Tells the reports that name their error: they are known by that, without being learned, so they teach nothing. Those of
 * the reference article are learned, as all others are read in its words.
 */
export function namedReportSign(knowledge: Pick<Knowledge, "articles">, lexicon: Lexicon): NamedReport {
  return namedReportsOf(sorterOf(knowledge, lexicon));
}

type NamedReport = (label: string, text: string) => boolean;

function namedReportsOf({ articles, reference, namesIn }: Sorter): NamedReport {
  return (label, text) => {
    const id = label.replace(/^problem:/u, "");
    return articles.has(id) && id !== reference?.id && namesIn(text, id).articles.includes(id);
  };
}

/** The lines to learn from, and those that are left out because they speak of an article. */
export function learnedLines(knowledge: Knowledge, lexicon: Lexicon): LearnedLines {
  const sorter = sorterOf(knowledge, lexicon);
  const { reference } = sorter;
  const isNamed = namedReportsOf(sorter);
  const leftOut: LeftOut[] = [];
  const written = (label: string, text: string): string[] => {
    const owner = knowledge.ownedBy.get(label)?.get(text) ?? reference?.id ?? null;
    const names = sorter.namesIn(text, owner);
    const isShared = owner === (reference?.id ?? null);
    const found = isShared ? contradiction(sorter, label, names) : null;
    if (found) leftOut.push({ ...found, text });
    // A report that names its error would speak against the reference article.
    return found || isNamed(label, text) ? [] : [sorter.translate(text, names, owner)];
  };
  const texts = linesOfTexts(knowledge.articles);
  const phrasings = [...knowledge.phrasings].flatMap(([label, said]) => {
    const few = said.length < enoughLines ? (texts.get(label) ?? []) : [];
    const lines = [...new Set([...said, ...few].flatMap((text) => written(label, text)))];
    return lines.length > 0 ? [[label, lines] as const] : [];
  });
  const background = [...new Set(knowledge.background.flatMap((text) => written("none", text)))];
  return { phrasings: new Map(phrasings), background, leftOut };
}
