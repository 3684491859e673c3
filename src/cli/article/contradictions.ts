import type { Article } from "../../../knowledge/article.ts";
import { articleLabels } from "../../../knowledge/labels.ts";
import { loadLexicon } from "../../../knowledge/lexicon.ts";
import type { Knowledge } from "../../../knowledge/load.ts";
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

/** Aliases that are everyday words of the subject, or that another article of the brand has. */
export function greedyAliases(article: Article, articles: readonly Article[]): string[] {
  const everyday = new Set(loadLexicon()["domain-words"].words.filter((word) => !names(article).includes(word)));
  const { brand, brandAliases, codeAliases, code } = article.identity;
  const isEveryday = (alias: string): boolean => everyday.has(alias) || alias.length < 2 || alias === "code";
  const greedy = [...brandAliases, ...codeAliases]
    .filter(isEveryday)
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
