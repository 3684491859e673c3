import type { Article } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { type ArticleNames, brandOf } from "./article-names.ts";

/**
 * Delexicalisation: the brand and code of an article are replaced by those of the reference article, of which the models
 * have learned most, so that what people say about one error is understood of all. Other brands of ours become a foreign
 * product, and codes that are not meant a foreign code.
 */

/** `home`: the brand that the text is about; null where none is named or in progress. */
export type ToReference = (text: string, names: ArticleNames, home: string | null) => string;

/** A product that the models know as another one, for brands of ours that the text is not about. */
const foreignBrand = "youtube";

type Replacement = { from: number; to: number; by: string };

/** Replaces the pieces; of two that overlap the longer one. */
function replaced(text: string, replacements: readonly Replacement[]): string {
  const ordered = replacements.toSorted((a, b) => a.from - b.from || b.to - a.to);
  let written = "";
  let at = 0;
  for (const { from, to, by } of ordered) {
    if (from < at) continue;
    written += text.slice(at, from) + by;
    at = to;
  }
  return written + text.slice(at);
}

/** Creates the replacement for these articles; the text itself where there is no reference article. */
export function referenceText(options: {
  articles: readonly Pick<Article, "id" | "identity">[];
  reference: Pick<Article, "id" | "identity"> | null;
  lexicon: Lexicon;
}): ToReference {
  const { reference, lexicon } = options;
  if (!reference) return (text) => text;
  const ownBrand = brandOf(reference);
  const { code } = reference.identity;
  const foreignCode = lexicon["error-codes"].webCodes.find((one) => one !== code) ?? "";
  const products = new Set(lexicon["other-products"].products);
  const brandFor = (brand: string, home: string | null): string => {
    if (brand === home) return brand === ownBrand ? "" : ownBrand;
    if (home === null) return "";
    return products.has(brand) ? "" : foreignBrand;
  };
  return (text, { articles, brandMentions, codeMentions }, home) => {
    const brands = brandMentions.flatMap(({ from, to, brand, fine }) => {
      const by = brandFor(brand, fine && home !== brand ? (home ?? "") : home);
      return by === "" ? [] : [{ from, to, by }];
    });
    const codes = codeMentions.flatMap(({ from, to, articles: meant, use }) => {
      if (use === "thing") return [];
      const isMeant = meant.some((id) => articles.includes(id));
      const isOwn = meant.includes(reference.id);
      if (use === "error" && isMeant) return isOwn && articles[0] === reference.id ? [] : [{ from, to, by: code }];
      if (isOwn && (articles.length === 0 || articles[0] === reference.id)) return [];
      return [{ from, to, by: foreignCode }];
    });
    return replaced(text, [...brands, ...codes]);
  };
}

/** The brand that a text is about: that of the error named, else the one in progress, else the only one named. */
export function homeBrand(
  names: ArticleNames,
  articles: ReadonlyMap<string, Pick<Article, "identity">>,
  current: string | null,
): string | null {
  const named = articles.get(names.articles[0] ?? "");
  if (named) return brandOf(named);
  const inProgress = articles.get(current ?? "");
  if (inProgress) return brandOf(inProgress);
  // Two of ours: which one it is about stays open, and the text as it was written.
  return names.brands.length === 1 ? (names.brands[0] ?? null) : null;
}
