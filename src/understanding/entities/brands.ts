import { matchesOf } from "../interpretation/matches.ts";
import { otherProducts, ownServer } from "./other-products.ts";

/** Whose product a text is about. */
export type Brands = {
  ours: boolean;
  /** Names another product. */
  other: boolean;
  /** Names another product only to say that it works. */
  otherFine: boolean;
  /** Names a server of one's own. */
  ownServer: boolean;
  /** Says that ours is not what it is about ("not spotify at all"). */
  oursDenied: boolean;
};

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
const anyOf = (names: readonly string[]): string =>
  [...names]
    .sort((a, b) => b.length - a.length)
    .map(escape)
    .join("|");
const fineAfter =
  /^(?:[\w' ,]{0,24})\b(?:is|are|works?|working|runs?|running|plays?|playing|loads?|loading|opens?|streams?|streaming|all)\b[\w' ]{0,14}\b(?:fine|ok|okay|good|well|perfectly|perfect|happily|normally|normal|great|no problem|without)|^[\w' ]{0,12}\b(?:is fine|are fine|works|play fine|works fine|streams happily|runs|is ok|is working|loads|fine|ok|okay)\b/u;

/** Reads brands; `names` are ours with all their nicknames. */
export function brandReader(options: { names: readonly string[] }): (typed: string) => Brands {
  const ours = new RegExp(`(?<![\\w])(?:${anyOf(options.names)})(?:'?s)?(?![\\w])`, "u");
  const others = new RegExp(`(?<![\\w])(?:${anyOf(otherProducts)})(?:'s)?(?![\\w])`, "gu");
  const denied = new RegExp(
    `\\bnot (?:on |in |from |about |the )?(?:${anyOf(options.names)})|(?:${anyOf(options.names)})(?: app)? (?:is|works) (?:fine|ok|good|great)\\b|\\bother than (?:${anyOf(options.names)})`,
    "u",
  );
  return (typed) => {
    const found = matchesOf(typed, others);
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
