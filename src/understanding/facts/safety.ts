import { lazily } from "../../common/lazily.ts";
import { dangers, type Danger, type SafetyWords } from "../../../knowledge/lexicon.ts";
import { maxSource } from "../normalise/patterns.ts";
import { plainLetters, plainPattern } from "../normalise/plain-letters.ts";
import type { Facts } from "./message-facts.ts";

/** Languages that are written without spaces between words, or join words: there a pattern needs no word borders. */
const unspaced = new Set(["ja", "zh", "ar"]);

type Kind = "harmless" | Danger;

/**
 * The patterns of one kind in all languages, as few expressions with the word borders once around all of each: borders
 * around each pattern, or one expression for everything, take more than ten times as long.
 */
function patternsOf(words: SafetyWords, kind: Kind): readonly RegExp[] {
  const sources = { spaced: [""], unspaced: [""] };
  for (const [language, lists] of Object.entries(words)) {
    const into = unspaced.has(language) ? sources.unspaced : sources.spaced;
    for (const pattern of (lists[kind] ?? []).map(plainPattern)) {
      const last = into.at(-1) ?? "";
      if (last === "" || last.length + pattern.length > maxSource) into.push(pattern);
      else into[into.length - 1] = `${last}|${pattern}`;
    }
  }
  const isSome = (source: string): boolean => source !== "";
  return [
    ...sources.spaced.filter(isSome).map((any) => `(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`),
    ...sources.unspaced.filter(isSome),
  ].map((source) => new RegExp(source, "gu"));
}

/** Characters at either end of a text that are searched; what people paste is longer. */
const maxEnd = 2000;

export type ReadSafety = {
  (text: string): Facts["safety"];
  /** The language of the words of danger in a text, as an ISO 639-1 code; null for English and where there are none. */
  languageOf: (text: string, danger: Danger) => string | null;
};

/** As the patterns expect it: lower case, plain letters and quotes, one space between words; long texts by their ends. */
function plainText(text: string): string {
  const whole = text.length > 2 * maxEnd ? `${text.slice(0, maxEnd)} ${text.slice(-maxEnd)}` : text;
  const lower = whole
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[’‘`´]/gu, "'");
  return plainLetters(lower)
    .replace(/\p{Cf}/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/** How much of a text the longest match of these patterns takes; 0 where there is none. */
const longestMatch = (patterns: readonly RegExp[], text: string): number =>
  Math.max(0, ...patterns.flatMap((pattern) => text.match(pattern) ?? []).map(({ length }) => length));

/**
 * Makes the reader of danger: to life or health, or at the wheel. Recall before precision, since a wrong alarm costs a
 * sentence; phrases of music talk ("this song kills me") are taken out first.
 */
export function safetyOf(words: SafetyWords): ReadSafety {
  // Danger is rare, and so is a text that needs these.
  const harmless = lazily(() => patternsOf(words, "harmless"));
  const kinds = dangers.map((danger) => ({ danger, patterns: patternsOf(words, danger) }));
  const rescue = lazily(() => patternsOf(words, "rescue"));
  const without = (patterns: readonly RegExp[], text: string): string =>
    patterns.reduce((left, pattern) => left.replace(pattern, " "), text);
  const found = (text: string): Danger | null =>
    kinds.find(({ patterns }) => patterns.some((pattern) => text.search(pattern) >= 0))?.danger ?? null;
  const read = (text: string): Facts["safety"] => {
    const plain = plainText(text);
    if (found(plain) === null) return null;
    const rest = without(harmless(), plain);
    // "The ambulance is on its way" calls for none.
    const left = without(rescue(), rest);
    return found(left) ?? (left === rest ? null : "rescue");
  };
  // Danger is rare: the expressions of single languages are made for the first.
  const byLanguage = lazily(() =>
    Object.entries(words).map(([language, lists]) => ({
      language,
      patternsFor: new Map(dangers.map((danger) => [danger, patternsOf({ [language]: lists }, danger)])),
    })),
  );
  // "Suicidal" is a word of English and of Spanish: the language that knows most of the text counts, else English.
  const languageOf = (text: string, danger: Danger): string | null => {
    const plain = plainText(text);
    const known = byLanguage().map(({ language, patternsFor }) => ({
      language,
      length: longestMatch(patternsFor.get(danger) ?? [], plain),
    }));
    const [best] = known.toSorted(
      (a, b) => b.length - a.length || Number(b.language === "en") - Number(a.language === "en"),
    );
    return best === undefined || best.length === 0 || best.language === "en" ? null : best.language;
  };
  return Object.assign(read, { languageOf });
}
