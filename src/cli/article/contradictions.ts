import type { Article } from "../../../knowledge/article.ts";
import { articleLabels, conversationLabels } from "../../../knowledge/labels.ts";
import type { Knowledge } from "../../../knowledge/load.ts";
import { referenceArticle } from "../../../knowledge/reference.ts";
import { clean } from "../../understanding/normalise/clean.ts";

/** What the words of an article's phrasings and aliases have against those of other files. */

/** Short answers stand under two labels for a reason: the place decides what "go on" means. */
const maxShortWords = 3;

/** Lines of the article that stand under another label as well, or in the background. */
export function doubledLines(article: Article, { phrasings, background, ownedBy }: Knowledge): string[] {
  const others = new Map<string, string>([...background].map((text) => [clean(text), "the background"]));
  for (const [label, texts] of phrasings) for (const text of texts) others.set(`${label}\n${clean(text)}`, label);
  const labels = [...phrasings.keys()];
  return articleLabels(article).flatMap((label) =>
    [...(ownedBy.get(label) ?? new Map<string, string>())].flatMap(([text, owner]) => {
      if (owner !== article.id || clean(text).split(" ").length <= maxShortWords) return [];
      const elsewhere = labels.find((other) => other !== label && others.has(`${other}\n${clean(text)}`));
      const found = elsewhere ?? (others.has(clean(text)) ? "the background" : undefined);
      return found === undefined ? [] : [`stands under ${label} and under ${found}: ${text}`];
    }),
  );
}

const names = ({ identity }: Article): string[] => [identity.brand.toLowerCase(), ...identity.brandAliases];

/** Lines that can be said in every conversation in which an alias may stand by chance. */
const maxChanceLines = 4;

/** Whether people say it whatever they talk about: it stands in lines that mean no article. */
function everydaySign({ phrasings }: Pick<Knowledge, "phrasings">): (alias: string) => boolean {
  const said = conversationLabels
    .filter((label) => !label.startsWith("problem:"))
    .flatMap((label) => phrasings.get(label) ?? [])
    .map((text) => ` ${clean(text)} `);
  return (alias) => said.filter((text) => text.includes(` ${clean(alias)} `)).length > maxChanceLines;
}

/** Aliases that are everyday words, or that another article has. */
export function greedyAliases(article: Article, knowledge: Pick<Knowledge, "articles" | "phrasings">): string[] {
  const { articles } = knowledge;
  const { brand, brandAliases, codeAliases, code } = article.identity;
  const isEveryday = everydaySign(knowledge);
  // What is said to every guide is written down in the words of the reference article.
  const reference = referenceArticle(articles)?.identity;
  const ofReference = [...(reference?.brandAliases ?? []), ...(reference?.codeAliases ?? [])];
  const greedy = [...brandAliases, ...codeAliases]
    .filter((alias) => !ofReference.includes(alias) && (alias.length < 2 || isEveryday(alias)))
    .map((alias) => `'${alias}' is an everyday word and would name this article everywhere`);
  const others = articles.filter(({ id }) => id !== article.id);
  const shared = others.flatMap((other) => {
    if (other.identity.brand !== brand) return [];
    return [code.toLowerCase(), ...codeAliases]
      .filter((alias) => [other.identity.code.toLowerCase(), ...other.identity.codeAliases].includes(alias))
      .map((alias) => `'${alias}' names ${other.id} as well`);
  });
  const brands = others.flatMap((other) =>
    other.identity.brand === brand
      ? []
      : brandAliases
          .filter((alias) => names(other).includes(alias))
          .map((alias) => `'${alias}' names ${other.identity.brand} as well`),
  );
  return [...greedy, ...shared, ...new Set(brands)];
}
