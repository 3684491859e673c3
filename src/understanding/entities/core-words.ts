import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { plainLetters } from "../normalise/plain-letters.ts";

/** What is understood in languages besides English, as whole messages. */
export const coreMeanings = ["human", "fixed", "not-fixed", "help", "stop", "repeat", "yes", "no"] as const;
export type CoreMeaning = (typeof coreMeanings)[number];

/** What a message in another language says, and the language of it; null where nothing is known. */
export type CoreWords = { meaning: CoreMeaning | null; language: string | null };
export type ReadCoreWords = (text: string) => CoreWords;

/** Words that are English as well, and are left to the classifiers. */
const english = new Set([
  "no",
  "stop",
  "help",
  "a",
  "me",
  "so",
  "are",
  "as",
  "come",
  "pare",
  "ne",
  "nope",
  "ok",
  "was",
  "what",
]);
const spaced = /[\p{L}']+/gu;

/** Letters only, without accents; punctuation becomes a space. */
const plain = (text: string): string =>
  plainLetters(text.toLowerCase().replace(/[’‘`´]/gu, "'"))
    .replace(/[^\p{L}\p{N}'-]+/gu, " ")
    .trim();

/** Compiles the lists of twelve languages. */
export function coreWordsReader({ languages }: Lexicon["languages"]): ReadCoreWords {
  const compiled = languages.map(({ language, openings, closings, words, sure, ...meanings }) => ({
    language,
    words: new RegExp(`^(?:${words.join("|")})$`, "u"),
    sure: new RegExp(`(?<![\\p{L}'])(?:${sure.join("|")})(?![\\p{L}'])`, "u"),
    meanings: coreMeanings.map(
      (meaning) =>
        [
          meaning,
          new RegExp(
            `^(?:(?:${openings.join("|")}) ?)*(?:${meanings[meaning].join("|")})(?: ?(?:${closings.join("|")}))*$`,
            "u",
          ),
        ] as const,
    ),
  }));
  return (text) => {
    const said = plain(text);
    if (said === "" || english.has(said) || said.length > 160) return { meaning: null, language: languageOf(said) };
    for (const { language, meanings } of compiled)
      for (const [meaning, pattern] of meanings) if (pattern.test(said)) return { meaning, language };
    return { meaning: null, language: languageOf(said) };
  };

  /** The language of a longer text: two of its words at least, most of all languages, and more than half of the text. */
  function languageOf(said: string): string | null {
    const all = said.match(spaced) ?? [];
    if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(said)) return "ja";
    if (/\p{Script=Han}/u.test(said)) return "zh";
    if (/\p{Script=Arabic}/u.test(said)) return "ar";
    if (/\p{Script=Cyrillic}/u.test(said)) return "ru";
    const counted = compiled
      .map(({ language, words, sure }) => ({
        language,
        hits: all.filter((word) => words.test(word)).length,
        isSure: sure.test(said),
      }))
      .filter(({ hits, isSure }) => hits >= 2 && isSure && hits * 3 >= all.length)
      .toSorted((a, b) => b.hits - a.hits);
    const [best] = counted;
    return best && !isEnglish(all) ? best.language : null;
  }
}

const commonEnglish =
  /^(?:the|is|my|it|and|to|of|that|this|i'm|i|you|on|still|not|but|with|have|does|doesn't|what|when|how|why|it's|for|was|are|works|song|error)$/u;

/** Two common English words make a text English, whatever song or name it holds. */
const isEnglish = (words: readonly string[]): boolean => words.filter((word) => commonEnglish.test(word)).length >= 2;
