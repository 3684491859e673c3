import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { allMatches, escapePattern, wholeWords } from "../normalise/patterns.ts";

/** Whose product a text is about. `typed` is cleaned text. */
export type Brands = {
  ours: boolean;
  /** Names another product. */
  other: boolean;
  /** Names another product, and says that it works. */
  otherFine: boolean;
  /** Names a server that the person runs. */
  ownServer: boolean;
  /** Says that it is not about our product ("not spotify at all"). */
  oursDenied: boolean;
};

const longestFirst = (names: readonly string[]): string =>
  [...names]
    .sort((a, b) => b.length - a.length)
    .map(escapePattern)
    .join("|");
/** After the name of a product: that it works. */
export const fineAfter =
  /^(?:[\w' ,]{0,24})\b(?:is|are|works?|working|runs?|running|plays?|playing|loads?|loading|opens?|streams?|streaming|all)\b[\w' ]{0,14}\b(?:fine|ok|okay|good|well|perfectly|perfect|happily|normally|normal|great|no problem|without)|^[\w' ]{0,12}\b(?:is fine|are fine|works|play fine|works fine|streams happily|runs|is ok|is working|loads|fine|ok|okay)\b/u;

/** The signs that a product is named in passing: where somebody goes to or comes from, or where all is well. */
export function passingSigns({
  passingBefore,
  passingAfter,
}: Lexicon["other-products"]): (before: string, after: string) => boolean {
  const isBefore = new RegExp(`\\b(?:${passingBefore.join("|")})\\s+$`, "u");
  const isAfter = new RegExp(`^(?:'?s)?\\s*(?:${passingAfter.join("|")})`, "u");
  return (before, after) => isBefore.test(before) || isAfter.test(after);
}

/** Creates the reader of brands; `names` are our brands with all their aliases. */
export function brandReader(
  { products, ownServers }: Lexicon["other-products"],
  options: { names: readonly string[] },
): (typed: string) => Brands {
  const ours = new RegExp(`(?<![\\w])(?:${longestFirst(options.names)})(?:'?s)?(?![\\w])`, "u");
  const others = new RegExp(`(?<![\\w])(?:${longestFirst(products)})(?:'s)?(?![\\w])`, "gu");
  const ownServer = wholeWords(ownServers);
  const denied = new RegExp(
    `\\bnot (?:on |in |from |about |the )?(?:${longestFirst(options.names)})|(?:${longestFirst(options.names)})(?: app)? (?:is|works) (?:fine|ok|good|great)\\b|\\bother than (?:${longestFirst(options.names)})`,
    "u",
  );
  return (typed) => {
    const found = allMatches(typed, others);
    const fine = found.filter((match) => fineAfter.test(typed.slice(match.index + match[0].length)));
    return {
      ours: ours.test(typed),
      other: found.length > fine.length,
      otherFine: fine.length > 0,
      ownServer: ownServer.test(typed),
      oursDenied: denied.test(typed),
    };
  };
}
