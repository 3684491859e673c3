import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { clean } from "./clean.ts";
import { contractions } from "./contractions.ts";
import { testOfAny } from "./patterns.ts";
import { spokenNumberReader } from "./spoken-numbers.ts";

/**
 * `typed` keeps its punctuation, which codes, prices and addresses need; `words` are the input of the classifiers, with
 * abbreviations and contractions written out.
 */
export type NormalisedText = { typed: string; words: readonly string[] };
export type Normalise = (text: string) => NormalisedText;
/** Corrects one word; a word without an error is returned unchanged. */
export type CorrectWord = (word: string) => string;

const wordsIn = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;
const longRun = /(\p{L})\1\1/u;
const longRuns = /(\p{L})\1{2,}/gu;
/** Longer words are no words but URLs and mashed keys; they are cut here. */
const maxWordLength = 32;

/** Elongated words shortened: "goooood" becomes "good", "yesssss" becomes "yes". */
function collapseRepeats(word: string, isWord: (word: string) => boolean): string {
  if (!longRun.test(word)) return word;
  const double = word.replace(longRuns, "$1$1");
  const single = word.replace(longRuns, "$1");
  return isWord(double) && !isWord(single) ? double : single;
}

const pictographs = /\p{Extended_Pictographic}/gu;
const emojiModifiers = /[\p{Emoji_Modifier}\u{FE0F}\u{20E3}]/gu;

/** Replaces emoji by the words of the lexicon, each once however often it is repeated; others are dropped. */
function emojiReplacer({ words }: Lexicon["emoji"]): (text: string) => string {
  const wordOf = new Map(words.flatMap(([word, signs]) => signs.split(" ").map((sign) => [sign, word] as const)));
  return (text) => {
    let last = "";
    return text.replace(emojiModifiers, "").replace(pictographs, (found) => {
      const word = wordOf.get(found) ?? "";
      const repeated = word === last;
      last = word;
      return word === "" || repeated ? " " : ` ${word} `;
    });
  };
}

/** Corrects words that dictation misheard or wrote apart. */
function asrErrorFixer({ corrections }: Lexicon["asr-errors"]): (text: string) => string {
  const compiled = corrections.map(([pattern, words]) => [new RegExp(pattern, "gu"), words] as const);
  const any = testOfAny(compiled.map(([pattern]) => pattern));
  return (text) => {
    if (!any(text)) return text;
    let fixed = text;
    for (const [pattern, words] of compiled) fixed = fixed.replace(pattern, words);
    return fixed;
  };
}

/**
 * Creates the normaliser. `isWord` tells words from elongations, `correct` corrects typing errors; without them both
 * steps are left out.
 */
export function normaliser(
  lexicon: Lexicon,
  options: { isWord?: (word: string) => boolean; correct?: CorrectWord } = {},
): Normalise {
  const isWord = options.isWord ?? (() => false);
  const correct = options.correct ?? ((word: string) => word);
  const replaceEmoji = emojiReplacer(lexicon.emoji);
  const fixAsrErrors = asrErrorFixer(lexicon["asr-errors"]);
  const readNumbers = spokenNumberReader(lexicon["spoken-numbers"]);
  const chatSpeak = new Map(lexicon["chat-speak"].words);
  const { expandWord } = contractions(lexicon.contractions);
  return (text) => {
    const fixed = readNumbers(fixAsrErrors(replaceEmoji(clean(text))));
    const isElongated = longRun.test(fixed);
    const corrected = fixed.replace(wordsIn, (word) => {
      const cut = word.slice(0, maxWordLength);
      return correct(isElongated ? collapseRepeats(cut, isWord) : cut);
    });
    const typed = corrected === fixed ? fixed : fixAsrErrors(corrected);
    const written = (typed.match(wordsIn) ?? []).map((word) => chatSpeak.get(word) ?? expandWord(word));
    const words = fixAsrErrors(written.filter((word) => word !== "").join(" "))
      .split(" ")
      .filter((word) => word !== "");
    return { typed: (typed.includes("  ") ? typed.replace(/ +/gu, " ") : typed).trim(), words };
  };
}
