import type { Article } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { lazily } from "../../common/lazily.ts";
import { fineAfter, passingSigns } from "../entities/brands.ts";
import { countSigns, deniedBefore, thingSigns } from "../entities/codes.ts";
import { allMatches, escapePattern } from "../normalise/patterns.ts";
import { editDistance } from "../normalise/spelling-corrector.ts";
import { codePattern, isShortCode } from "./spoken-codes.ts";

/**
 * Which articles a text names: a code decides, where two brands have the same code the brand, and a brand alone is kept
 * for who asks. Works on the text as it was written, so that what was found can be replaced in it.
 */

type Named = Pick<Article, "id" | "identity">;

/** A piece of a text that names a brand. `fine`: said to work there, or named in passing. */
export type BrandMention = { from: number; to: number; brand: string; fine: boolean };
/** A piece of a text that names a code. `articles`: those that it can mean here; none where the brand named has others. */
export type CodeMention = { from: number; to: number; articles: readonly string[]; use: "error" | "denied" | "thing" };

export type ArticleNames = {
  /** Articles whose error is named, each once; more than one where the text does not say which. */
  articles: readonly string[];
  /** Brands, in lower case, that are named, and neither said to work nor named in passing. */
  brands: readonly string[];
  brandMentions: readonly BrandMention[];
  codeMentions: readonly CodeMention[];
};
/** `current`: the article in progress, which decides between two brands with the same code. */
export type ReadArticleNames = (text: string, current: string | null) => ArticleNames;

export const brandOf = ({ identity }: Pick<Article, "identity">): string => identity.brand.toLowerCase();

const nothing: ArticleNames = { articles: [], brands: [], brandMentions: [], codeMentions: [] };

const anyOf = (names: readonly string[]): string =>
  [...new Set(names)]
    .toSorted((a, b) => b.length - a.length)
    .map((name) => escapePattern(name).replaceAll(" ", String.raw`[\s-]?`))
    .join("|");

/** The names of each brand, its articles' aliases together. */
function brandNames(articles: readonly Named[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const article of articles) {
    const brand = brandOf(article);
    names.set(brand, [...(names.get(brand) ?? [brand]), ...article.identity.brandAliases]);
  }
  return names;
}

/** A name before it stands "error" or "code", with words that join them. */
const calledBefore =
  /(?<![\p{L}\p{N}_])(?:errors?|err|eror|codes?|fault|fehler(?:code)?|erreurs?|erros?|errore|erreure|fout(?:code)?|fel|feil|fejl|b[łl][aą]d|chyba|hata|ошибк[аи]|помилк[аи]|エラー|错误|錯誤|خطأ)(?:\s*(?:code|number|message|is|says|of|called|no\.?|nr\.?))*[\s:#=("'-]*$/u;
const calledAfter = /^["')]?\s*(?:error|err|code)s?\b/u;
/** After a code of one or two digits, with what follows: more than one error is counted, not named. */
const shortCalledAfter = /^["')]?\s*(?:error|err|code)\b(?<rest>.*)$/su;
/** Another code is denied right before: "it's not 502, it's 16". */
const insteadOfCode =
  /\bnot (?:an? |the )?(?:error |code )?[\p{L}-]{0,6}\d[\w:-]*,? ?(?:but |it'?s |its |it is |i mean |sorry,? )+$/u;
/** A part of a longer code stands before: "auth:3". */
const partBefore = /[\p{L}\d][:#.-]$/u;
/** Words between a brand and its code. */
const between =
  "(?:app|error|code|says|say|said|shows?|showing|shown|gives?|giving|gave|is|keeps?|saying|me|an?|the|just|now|still|again|with|has|got|throws?|throwing|on|in|my|tv)";
/** "Getting 7 on Peloton": what is seen, before a code whose brand follows. */
const seenBefore = /\b(?:gets?|getting|got|sees?|seeing|shows?|showing|says?|saying|said)\s+(?:an? |the )?["'(]?$/u;
/** After a bare number that is a code: nothing, or what does not count things. */
const endsHere =
  /^(?:\s*$|["')]?\s*[.,;:!?)(]|\s+(?:error|code|on|in|when|whenever|again|since|and|but|what|how|for|this|every|all|still|while|now|today|pls|please|plz|help|fix|is|keeps|came|comes|means?|lasts?|takes?|stays?|goes|go away|ends?|usually|normally|problem|issue|windows|mac|macbook|linux|iphone|ipad|android|pc|laptop|phone|tablet|browser)\b)/u;

type CodePatterns = { pattern: RegExp; atBrand: RegExp; afterBrand: RegExp; onBrand: RegExp };
type CodeReader = {
  articles: readonly Named[];
  short: boolean;
  /** The code without what parts it: a text without it, and without numbers in words, need not be searched. */
  hint: string;
  /** Compiled when a text may hold the code, as there may be hundreds. */
  patterns: () => CodePatterns;
};

/** A text or a code without what parts the pieces of a code. */
const joinedUp = (text: string): string => text.replaceAll(/\b(?:dash|hyphen|minus|colon)\b|[^\p{L}\p{N}]/gu, "");
const numberWord =
  /\b(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|eleven|twelve|\w+ty)\b/u;

function codePatterns(source: string, names: string): CodePatterns {
  return {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}_/$€£]|\d[.,:-])(?:${source})(?:'?s)?(?![\p{L}\p{N}_%]|[.,:/-]\d)`,
      "giu",
    ),
    atBrand: new RegExp(String.raw`(?:${names})(?:'?s)?[\s,:-]*(?:${between}\s+){0,5}["'(]?$`, "u"),
    afterBrand: new RegExp(
      String.raw`^["')]?\s*(?:error\s+)?(?:(?:on|in|from|at|with|of)\s+)?(?:my |the )?(?:${names})\W*(?:$|(?:error|again|app)\b)`,
      "u",
    ),
    onBrand: new RegExp(String.raw`^["')]?\s+(?:on|in|from|with)\s+(?:my |the )?(?:${names})(?![\p{L}\p{N}])`, "u"),
  };
}

/** One reader for each code there is, with the articles that have it. */
function codeReaders(articles: readonly Named[], brands: ReadonlyMap<string, readonly string[]>): CodeReader[] {
  const byHint = Map.groupBy(
    articles.flatMap((article) => [
      { article, said: article.identity.code, isCode: true },
      ...article.identity.codeAliases.map((said) => ({ article, said, isCode: false })),
    ]),
    ({ said, isCode }) => `${isCode ? "code" : "alias"} ${said.toLowerCase()}`,
  );
  return [...byHint.values()].map((same) => {
    const [{ said, isCode } = { said: "", isCode: false }] = same;
    return {
      articles: same.map(({ article }) => article),
      short: isShortCode(said),
      hint: joinedUp(said.toLowerCase()),
      patterns: lazily(() =>
        codePatterns(
          isCode ? codePattern(said) : escapePattern(said).replaceAll(" ", String.raw`[\s-]+`),
          anyOf(same.flatMap(({ article }) => brands.get(brandOf(article)) ?? [])),
        ),
      ),
    };
  });
}

/**
 * Characters before and after a mention that are looked at. Without a bound each mention costs the length of the text,
 * and a text can be nothing but mentions.
 */
const near = 200;
const beforeOf = (text: string, at: number): string => text.slice(Math.max(0, at - near), at);
const afterOf = (text: string, at: number): string => text.slice(at, at + near);

function brandMentionsIn(text: string, patterns: ReadonlyMap<string, () => RegExp>): BrandMention[] {
  return [...patterns].flatMap(([brand, pattern]) =>
    allMatches(text, pattern()).map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      brand,
      fine: fineAfter.test(afterOf(text, match.index + match[0].length).toLowerCase()),
    })),
  );
}

/** Letters of a brand from which a slip in it is still recognised. */
const minSlipLength = 6;

/** Finds brands with one letter wrong: by their first letter, so that a text is compared with few. */
function misspelledBrands(brands: ReadonlyMap<string, readonly string[]>): (text: string) => BrandMention[] {
  const words = [...brands.keys()].filter((brand) => /^[a-z]+$/u.test(brand) && brand.length >= minSlipLength);
  const byLetter = Map.groupBy(words, (brand) => brand[0] ?? "");
  return (text) =>
    allMatches(text, /[\p{L}]{5,}/gu).flatMap((match) => {
      const word = match[0].toLowerCase();
      const brand = byLetter.get(word[0] ?? "")?.find((one) => one !== word && editDistance(one, word, 1) <= 1);
      if (brand === undefined) return [];
      const to = match.index + match[0].length;
      return [{ from: match.index, to, brand, fine: fineAfter.test(afterOf(text, to).toLowerCase()) }];
    });
}

const onlyCalled = /^[\s:,-]+(?:(?:errors?|codes?|err)[\s:#-]*)*$/u;

/** Whether digits that may be a code of one or two are one: "error 4", "4 error", or atBrand their brand. */
function isShortCodeAt(reader: CodeReader, before: string, after: string): boolean {
  if (calledBefore.test(before) || insteadOfCode.test(before)) return true;
  const rest = partBefore.test(before) ? undefined : shortCalledAfter.exec(after)?.groups?.["rest"];
  if (rest !== undefined) return endsHere.test(rest);
  const { atBrand, afterBrand, onBrand } = reader.patterns();
  if (seenBefore.test(before) && onBrand.test(after)) return true;
  return (before.trim() === "" && afterBrand.test(after)) || (atBrand.test(before) && endsHere.test(after));
}

/** Creates the reader of the names of these articles. */
export function articleNamesReader(articles: readonly Named[], lexicon: Lexicon): ReadArticleNames {
  const brands = brandNames(articles);
  const patterns = new Map(
    [...brands].map(([brand, names]) => {
      const source = String.raw`(?<![\p{L}\p{N}_])(?:${anyOf(names)})(?![\p{L}\p{N}_])`;
      return [brand, lazily(() => new RegExp(source, "giu"))];
    }),
  );
  const anyBrand = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${anyOf([...brands.values()].flat())})`, "iu");
  const readers = codeReaders(articles, brands);
  const findMisspelled = misspelledBrands(brands);
  const { isThing } = thingSigns(lexicon["error-codes"]);
  const isCounted = countSigns(lexicon["error-codes"]);
  const passing = passingSigns(lexicon["other-products"]);
  const brandOfId = new Map(articles.map((article) => [article.id, brandOf(article)]));
  const useAt = (reader: CodeReader, before: string, after: string): CodeMention["use"] | null => {
    const use = deniedBefore.test(before) ? "denied" : "error";
    if (reader.short) return isShortCodeAt(reader, before, after) && !isCounted(before, after) ? use : null;
    const called = calledBefore.test(before) || calledAfter.test(after);
    return !called && isThing(before, after) ? "thing" : use;
  };
  return (text, current) => {
    if (articles.length === 0) return nothing;
    const lower = text.toLowerCase();
    const found = anyBrand.test(text) ? brandMentionsIn(text, patterns) : findMisspelled(text);
    const brandMentions = found.map((one) => ({
      ...one,
      fine: one.fine || passing(beforeOf(lower, one.from), afterOf(lower, one.to)),
    }));
    const meant = brandMentions.filter(({ fine }) => !fine);
    const named = [...new Set(meant.map(({ brand }) => brand))];
    const joined = joinedUp(lower);
    const inWords = numberWord.test(lower);
    const likely = readers.filter(({ hint }) => joined.includes(hint) || (inWords && /\d/u.test(hint)));
    const codeMentions = likely.flatMap((reader) =>
      allMatches(text, reader.patterns().pattern).flatMap((match) => {
        const to = match.index + match[0].length;
        const use = useAt(reader, beforeOf(lower, match.index), afterOf(lower, to));
        if (use === null) return [];
        const sentence = text.slice(to).search(/[.!?\n]/u);
        const end = sentence < 0 ? text.length : to + sentence;
        const brandsNear = [...new Set(meant.filter(({ from }) => from <= end).map(({ brand }) => brand))];
        // So few digits are a code of every product: in a guide they are one of its brand.
        const here = reader.short && named.length === 0 ? brandOfId.get(current ?? "") : undefined;
        // "Switch to Spotify error 16": a brand right before its code is not named in passing.
        const before = brandMentions.find(
          (one) =>
            one.to < match.index && match.index - one.to <= near && onlyCalled.test(lower.slice(one.to, match.index)),
        );
        const among = before ? [before.brand] : here === undefined ? brandsNear : [here];
        return [{ from: match.index, to, use, articles: meantBy(reader.articles, among, current) }];
      }),
    );
    return { articles: articlesNamed(lower, codeMentions), brands: named, brandMentions, codeMentions };
  };
}

/** The articles that a code can mean, given the brands that are named with it. */
function meantBy(articles: readonly Named[], named: readonly string[], current: string | null): string[] {
  const ofBrand = articles.filter((article) => named.includes(brandOf(article)));
  const left = ofBrand.length > 0 ? ofBrand : named.length > 0 ? [] : articles;
  const here = left.find(({ id }) => id === current);
  return [...new Set((here ? [here] : left).map(({ id }) => id))];
}

const clauseBorder = /[.,;!?\n]|\s(?:but|now|then|today)\s/gu;
const isPast =
  /\b(?:yesterday|last (?:week|month|year|time|night)|earlier|before|used to|previously|was|had|ago|fixed|solved|gone)\b/u;

/** Somebody else has it: "the guy at work gets 502". */
const isOfOthers =
  /\b(?:guys?|colleagues?|friends?|wife|husband|son|daughter|kids?|brother|sister|mum|mom|dad|neighbou?rs?|boss|mate|room ?mates?|flat ?mates?|co-?workers?|somebody|someone|other people|others|he|she|they)\b[^.,;!?]{0,30}\b(?:gets?|got|has|have|had|sees?|saw|says?|shows?)\b/u;

/** The articles whose error is named; where several are, those of the past and of others are left out. */
function articlesNamed(text: string, mentions: readonly CodeMention[]): string[] {
  const errors = mentions.filter(({ use }) => use === "error");
  const distinct = (some: readonly CodeMention[]): string[] => [...new Set(some.flatMap(({ articles }) => articles))];
  const all = distinct(errors);
  if (all.length < 2) return all;
  const borders = allMatches(text, clauseBorder).map(({ index }) => index);
  const clauseOf = ({ from, to }: CodeMention): string =>
    text.slice(
      (borders.findLast((at) => at < from) ?? -1) + 1,
      borders.find((at) => at >= to),
    );
  const present = distinct(
    errors.filter((mention) => !isPast.test(clauseOf(mention)) && !isOfOthers.test(clauseOf(mention))),
  );
  return present.length > 0 ? present : all;
}
