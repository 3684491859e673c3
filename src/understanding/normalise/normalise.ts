import { chatSpeak } from "./chat-speak.ts";
import { clean } from "./clean.ts";
import { expand } from "./contractions.ts";
import { readEmoji } from "./emoji.ts";
import { hear } from "./asr-errors.ts";
import { readNumbers } from "./spoken-numbers.ts";
import type { MendTypo } from "./typos.ts";

/**
 * A text made plain. `typed` keeps its punctuation (codes, prices, addresses need it); `words` are what classifiers
 * read.
 */
export type Plain = { typed: string; words: readonly string[] };
export type Normalise = (text: string) => Plain;

const wordsIn = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;
const longRun = /(\p{L})\1\1/u;
const longRuns = /(\p{L})\1{2,}/gu;
/** Words of a length that no person types; URLs and mashed keys are cut there. */
const longestWord = 32;

function squeeze(word: string, isWord: (word: string) => boolean): string {
  if (!longRun.test(word)) return word;
  const double = word.replace(longRuns, "$1$1");
  const single = word.replace(longRuns, "$1");
  return isWord(double) && !isWord(single) ? double : single;
}

/**
 * Makes the normaliser. `isWord` says what a word is, `mend` mends typing errors; without them both steps are left out.
 */
export function normaliser(options: { isWord?: (word: string) => boolean; mend?: MendTypo } = {}): Normalise {
  const isWord = options.isWord ?? (() => false);
  const mend = options.mend ?? ((word: string) => word);
  const plainWord = (word: string): string => chatSpeak.get(word) ?? expand(word);
  return (text) => {
    const heard = readNumbers(hear(readEmoji(clean(text))));
    const isLong = longRun.test(heard);
    const mended = heard.replace(wordsIn, (word) =>
      mend(isLong ? squeeze(word.slice(0, longestWord), isWord) : word.slice(0, longestWord)),
    );
    const typed = mended === heard ? heard : hear(mended);
    const plain = (typed.match(wordsIn) ?? []).map(plainWord).filter((word) => word !== "");
    const words = hear(plain.join(" "))
      .split(" ")
      .filter((word) => word !== "");
    return { typed: (typed.includes("  ") ? typed.replace(/ +/gu, " ") : typed).trim(), words };
  };
}
