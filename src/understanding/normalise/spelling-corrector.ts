import { domainWords } from "./domain-words.ts";
import { normaliser, type Normalise } from "./normalise.ts";
import { typoMender } from "./typos.ts";

/** The normaliser that mends typing errors towards the words of a model; words that `isWord` knows are no errors. */
export function mender(vocabulary: ReadonlyMap<string, number>, isWord: (word: string) => boolean): Normalise {
  const targets = new Map([...domainWords.map((word) => [word, 1] as const), ...vocabulary]);
  return normaliser({
    isWord: (word) => targets.has(word) || isWord(word),
    mend: typoMender({ targets, known: { has: isWord } }),
  });
}
