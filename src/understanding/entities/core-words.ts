import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { oncePer } from "../../common/remember.ts";
import { anyOf } from "../normalise/patterns.ts";
import { foreignStepsReader, plain } from "./foreign-steps.ts";
import { plainPattern } from "../normalise/plain-letters.ts";

/** What is understood in languages besides English, as whole messages; "it does not work" before "it works". */
export const coreMeanings = [
  "human",
  "how-long",
  "not-fixed",
  "fixed",
  "help",
  "stop",
  "skip",
  "wait",
  "repeat",
  "yes",
  "no",
  "thanks",
  "greeting",
] as const;
export type CoreMeaning = (typeof coreMeanings)[number];

/** What a message in another language says, and the language of it; null where nothing is known. */
export type CoreWords = {
  meaning: CoreMeaning | null;
  language: string | null;
  /** So much of the message is in the language that no English word of it may be guessed at. */
  isForeign: boolean;
  /** Steps that it says were done. */
  tried: readonly string[];
};
type Core = { meaning: CoreMeaning; language: string };
/** Which of several parts of a message counts; where none of these is said, the message is not known. */
const byWeight: readonly CoreMeaning[] = ["human", "not-fixed", "fixed", "stop"];

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
  "later",
  "continue",
  "moment",
  "vent",
  "passe",
]);
const spaced = /[\p{L}']+/gu;
/** Longer texts say more than one thing. */
const maxCoreLength = 160;

const wholly = (patterns: readonly string[]): RegExp => new RegExp(`^(?:${patterns.join("|")})$`, "u");

/** The lists of one language, compiled. The lists may have accents; what is read has none. */
function compiledLanguage({
  language,
  openings,
  closings,
  words,
  sure,
  unsure = [],
  named = [],
  tried = [],
  ...meanings
}: Lexicon["languages"]["languages"][number]) {
  const opening = `(?:${openings.map(plainPattern).join("|")})`;
  const closing = `(?:${closings.map(plainPattern).join("|")})`;
  const space = unspaced.has(language) ? " ?" : " ";
  const no = meanings.no.map(plainPattern).join("|");
  const said = coreMeanings.map((meaning) => {
    // "Nie działa" is no "no", and then "it works": a word of denial opens nothing that is fixed.
    const before = meaning === "fixed" ? `(?!(?:${no}) )${opening}` : opening;
    const core = meanings[meaning].map(plainPattern).join("|");
    return [meaning, new RegExp(`^(?:${before}${space})*(?:${core})(?:${space}${closing})*$`, "u")] as const;
  });
  const anyCore = coreMeanings.flatMap((meaning) => meanings[meaning].map(plainPattern)).join("|");
  return {
    language,
    said,
    // Most messages are English: one test for all meanings of a language tells that none of them is meant.
    any: new RegExp(`^(?:${opening}${space})*(?:${anyCore})(?:${space}${closing})*$`, "u"),
    unsure: wholly(unsure.map(plainPattern)),
    named: new RegExp(
      `^(?:${fillerWord} )*(?:${named.map(plainPattern).join("|") || "(?!)"})(?: ${fillerWord})*$`,
      "u",
    ),
    tried: foreignStepsReader(tried),
    words: wholly(words.map(plainPattern)),
    sure: new RegExp(`(?<![\\p{L}'])(?:${sure.map(plainPattern).join("|")})(?![\\p{L}'])`, "u"),
  };
}

/** What stands beside the name of a language that is asked for: "do you speak German?", "auf Deutsch bitte". */
const fillerWord =
  "(?:do|does|you|can|could|we|i|have|has|is|are|there|any|speak|talk|write|in|to|it|this|my|a|an|the|please|pls|version|language|support|available|only|bitte|auf|sprechen|sprichst|sie|du|konnen|kannst|wir|por|favor|en|habla|hablas|hablan|puedes|s'il|vous|te|plait|parlez|parles-tu|parlez-vous|tu|em|fala|falam|voce|parla|parli|parlate|spreek|je|jij|u|kan|het|mow|mowisz|mowi|prosze|konusuyor|musunuz|lutfen|vy|govorite|вы|говорите|на|пожалуйста|snakker|talar|taler|pratar|mluvite)";

/** Languages in which words are not always set apart, or are joined. */
const unspaced = new Set(["ja", "zh", "ar"]);

type Compiled = ReturnType<typeof compiledLanguage>;

/** The language of a longer text: that of most words, if they are enough of it. */
function languageOf(compiled: readonly Compiled[], said: string, accented: boolean): string | null {
  const byScript = languageOfScript(said);
  if (byScript) return byScript;
  const written = said.match(spaced) ?? [];
  const all = written.filter((word) => !everywhere.test(word));
  // One word is enough beside a name, or with a letter that English has not: "spotify fehler 502", "funcionó ayer".
  // Alone ("gracias") it may be anybody's.
  const names = all.length < written.length || (all.length > 1 && accented);
  if (isEnglish(all)) return null;
  // "To", "me" and "die" are words of many languages, and English first.
  const theirs = all.filter((word) => !commonEnglish.test(word) && !sharedWithEnglish.test(word));
  const rest = theirs.join(" ");
  const [best] = compiled
    .filter(({ sure }) => sure.test(rest))
    .map(({ language, words }) => ({ language, hits: theirs.filter((word) => words.test(word)).length }))
    .filter(({ hits }) => hits * 3 >= all.length && (hits >= 2 || (hits === 1 && names && all.length <= 2)))
    .toSorted((a, b) => b.hits - a.hits);
  return best?.language ?? null;
}

/** Compiles the lists of the languages. */
export function coreWordsReader({ languages }: Lexicon["languages"], claims: Lexicon["claims"]): ReadCoreWords {
  const compiled = languages.map(compiledLanguage);
  const deniesAnywhere = foreignNoTest(claims);

  /** What the parts of a message say, where it is not known as a whole: "hola, no funciona, sale 502". */
  function meaningOfParts(text: string): Core | null {
    if (text.length > maxCoreLength) return null;
    const parts = text.split(/[.!?;,:。！？、，؟،\n]+/u).flatMap((part) => meaningOf(plain(part)) ?? []);
    const weightiest = byWeight.find((meaning) => parts.some((part) => part.meaning === meaning));
    if (weightiest === "fixed" && deniesAnywhere(text)) return null;
    return parts.find(({ meaning }) => meaning === weightiest) ?? null;
  }

  const knows = (language: string, said: string): boolean =>
    compiled.some((one) => one.language === language && one.any.test(said)) ||
    !compiled.some((one) => one.any.test(said));

  /** `first`: the language that is likely by its script, which may be one of several. */
  function meaningOf(said: string, first: string | null = null): Core | null {
    if (said === "" || english.has(said) || said.length > maxCoreLength) return null;
    const likely = compiled.filter((one) => one.any.test(said));
    for (const { language, said: meanings } of likely.toSorted(
      (a, b) => Number(b.language === first) - Number(a.language === first),
    ))
      for (const [meaning, pattern] of meanings)
        if (pattern.test(said) && !(meaning === "fixed" && unspaced.has(language) && deniesAnywhere(said)))
          return { meaning, language };
    return null;
  }

  const triedIn = (text: string, language: string | null): readonly string[] =>
    compiled.find((one) => one.language === language)?.tried(text) ?? [];

  return (text) => {
    const said = plain(text);
    const language = languageOf(compiled, said, /[^\P{L}a-z]/u.test(text.toLowerCase()));
    const core = meaningOf(said, language) ?? (language === null ? null : meaningOfParts(text));
    if (!core) {
      const asked = compiled.find(({ unsure, named }) => unsure.test(said) || named.test(said))?.language ?? language;
      return { meaning: null, language: asked, isForeign: asked !== null, tried: triedIn(text, asked) };
    }
    // One short word of Latin letters ("ja", "si", "person") may be anybody's.
    const isEnglishToo = said
      .split(" ")
      .every((word) => commonEnglish.test(word) || sharedWithEnglish.test(word) || everywhere.test(word));
    const isSure =
      !isEnglishToo && (said.includes(" ") || /[^\P{L}a-z]/u.test(text.toLowerCase()) || language !== null);
    // Japanese may be written in Chinese letters, and "людина" in Russian ones: the words tell more than the script.
    const written = language !== null && knows(language, said) ? language : core.language;
    return {
      meaning: core.meaning,
      language: isSure ? written : null,
      isForeign: isSure,
      tried: isSure ? triedIn(text, written) : [],
    };
  };
}

/** Scripts that tell the language, or of several languages the likeliest. */
const scripts = [
  // Not the strokes that emoticons are made of: ¯\_(ツ)_/¯
  ["ja", /(?![ツノシヾヽ])[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ["ko", /\p{Script=Hangul}/u],
  ["zh", /\p{Script=Han}/u],
  ["ar", /\p{Script=Arabic}/u],
  ["uk", /[іє]/u],
  ["ru", /\p{Script=Cyrillic}/u],
  ["el", /\p{Script=Greek}{2}/u],
  ["he", /\p{Script=Hebrew}/u],
  ["hi", /\p{Script=Devanagari}/u],
  ["th", /\p{Script=Thai}/u],
] as const;

const languageOfScript = (said: string): string | null => scripts.find(([, script]) => script.test(said))?.[0] ?? null;

/** Names that every language has in common tell none. */
const everywhere =
  /^(?:spotify|error|app|iphone|ipad|android|windows|mac|macbook|linux|pc|laptop|web|wifi|wi-fi|vpn|dns|router|ok|okay|hi|hello|no|samsung|pixel|chrome|online|status|update|reset|restart|premium)$/u;

const commonEnglish =
  /^(?:the|is|my|it|and|to|of|that|this|i'm|i|you|on|still|not|but|with|have|does|doesn't|what|when|how|why|it's|for|was|are|works|song|error|don't|can't|a|an|at|be|do|did|didn't|it'll|again|now|please|working|work|playing|plays|music|your|there|just|from|all|get|got|same|step|fixed|fine|nothing|says|tried|works|then|so|if|or|we|he|she|they|yes|yeah|in|go|take|put|help|any|been|has|had|out|up|would|could|should|use|see|good|will)$/u;

/** English words that other languages write as well: they tell neither. */
const sharedWithEnglish =
  /^(?:person|human|agent|operator|support|me|come|as|am|no|ok|over|man|war|hat|die|also|most|pare|ten|red|once|via|son|sale|plus|oh|oi|ta|e|o)$/u;

/** Two common English words, and a fourth of it, make a text English, whatever song or name it holds. */
const isEnglish = (words: readonly string[]): boolean => {
  const common = words.filter((word) => commonEnglish.test(word)).length;
  return common >= 2 && common * 4 >= words.length;
};

/**
 * Whether a text denies something in another language than English: "não deu certo" is no cure, whatever the models read
 * in it. A text of which the most words are English is left to them.
 */
export const foreignNoTest = oncePer(({ foreignNo }: Lexicon["claims"]): ((text: string) => boolean) => {
  const folded = foreignNo.map(plainPattern);
  const isLatin = (pattern: string): boolean => !/[^\p{ASCII}]/u.test(pattern);
  const words = new RegExp(`(?<![\\p{L}\\p{N}])(?:${folded.filter(isLatin).join("|")})(?![\\p{L}\\p{N}])`, "u");
  const others = anyOf(folded.filter((pattern) => !isLatin(pattern)));
  return (text) => {
    const said = plain(text);
    if (others.test(said)) return true;
    if (!words.test(said)) return false;
    const all = (said.match(spaced) ?? []).filter((word) => !everywhere.test(word));
    return all.filter((word) => commonEnglish.test(word)).length * 2 <= all.length;
  };
});
