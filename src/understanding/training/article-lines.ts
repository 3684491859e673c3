import type { Article } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { Knowledge } from "../../../knowledge/load.ts";
import { referenceArticle } from "../../../knowledge/reference.ts";
import { articleNamesReader, type ArticleNames, brandOf } from "../articles/article-names.ts";
import { homeBrand, referenceText } from "../articles/reference-text.ts";
import type { TrainingSet } from "./prepare.ts";

/**
 * What the models learn. Lines are put into the words in which texts are read (see `referenceText`); titles and questions
 * of the articles are lines too; and what names an article's error is never learned as another error or as none.
 */

/** A label with so many lines needs none made from titles. */
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

/** Lines for a step and for an answer, made from its title. */
function linesOfTitles(articles: readonly Article[]): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  const add = (label: string, ...texts: string[]): void =>
    void lines.set(label, [...(lines.get(label) ?? []), ...texts]);
  for (const { steps, answers } of articles) {
    for (const { id, title } of steps) {
      const order = title.en.charAt(0).toLowerCase() + title.en.slice(1);
      add(`step:${id}`, order, `how do i ${order}`, `show me how to ${order}`, `i want to ${order}`);
    }
    for (const { id, title } of answers) add(`faq:${id}`, title.en);
  }
  return lines;
}

/** The lines to learn from, and those that are left out because they speak of an article. */
export function learnedLines(knowledge: Knowledge, lexicon: Lexicon): LearnedLines {
  const sorter = sorterOf(knowledge, lexicon);
  const { reference } = sorter;
  const leftOut: LeftOut[] = [];
  const written = (label: string, text: string): string[] => {
    const owner = knowledge.ownedBy.get(label)?.get(text) ?? reference?.id ?? null;
    const names = sorter.namesIn(text, owner);
    const isShared = owner === (reference?.id ?? null);
    const found = isShared ? contradiction(sorter, label, names) : null;
    if (found) leftOut.push({ ...found, text });
    // A report that names its error is known by that; learned, it would speak against the reference article.
    const isNamed = label === `problem:${owner}` && !isShared && names.articles.includes(owner ?? "");
    return found || isNamed ? [] : [sorter.translate(text, names, owner)];
  };
  const titles = linesOfTitles(knowledge.articles);
  const phrasings = [...knowledge.phrasings].flatMap(([label, texts]) => {
    const few = texts.length < enoughLines ? (titles.get(label) ?? []) : [];
    const lines = [...new Set([...texts, ...few].flatMap((text) => written(label, text)))];
    return lines.length > 0 ? [[label, lines] as const] : [];
  });
  const background = [...new Set(knowledge.background.flatMap((text) => written("none", text)))];
  return { phrasings: new Map(phrasings), background, leftOut };
}
