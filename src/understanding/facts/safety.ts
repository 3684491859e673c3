import { lazily } from "../../common/lazily.ts";
import type { SafetyWords } from "../../../knowledge/lexicon.ts";
import { plainLetters, plainPattern } from "../normalise/plain-letters.ts";
import type { Facts } from "./message-facts.ts";

/** Languages that are written without spaces between words, or join words: there a pattern needs no word borders. */
const unspaced = new Set(["ja", "zh", "ar"]);

type Kind = "harmless" | "danger" | "driving";

/** V8 compiles longer expressions without its optimisations (`kRegExpTooLargeToOptimize`, 20 kB). */
const maxSource = 16_000;

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
  languageOf: (text: string) => string | null;
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
    .replace(/\s+/gu, " ");
}

/**
 * Makes the reader of danger: to life or health, or at the wheel. Recall before precision, since a wrong alarm costs a
 * sentence; phrases of music talk ("this song kills me") are taken out first.
 */
export function safetyOf(words: SafetyWords): ReadSafety {
  const harmless = patternsOf(words, "harmless");
  const danger = patternsOf(words, "danger");
  const driving = patternsOf(words, "driving");
  const found = (patterns: readonly RegExp[], text: string): boolean =>
    patterns.some((pattern) => text.search(pattern) >= 0);
  const read = (text: string): Facts["safety"] => {
    const plain = plainText(text);
    if (!found(danger, plain) && !found(driving, plain)) return null;
    const rest = harmless.reduce((left, pattern) => left.replace(pattern, " "), plain);
    if (found(danger, rest)) return "danger";
    return found(driving, rest) ? "driving" : null;
  };
  // Danger is rare: the expressions of single languages are made for the first.
  const byLanguage = lazily(() =>
    Object.entries(words)
      .filter(([language]) => language !== "en")
      .map(([language, lists]) => ({ language, patterns: patternsOf({ [language]: lists }, "danger") })),
  );
  const languageOf = (text: string): string | null => {
    const plain = plainText(text);
    return byLanguage().find(({ patterns }) => found(patterns, plain))?.language ?? null;
  };
  return Object.assign(read, { languageOf });
}
