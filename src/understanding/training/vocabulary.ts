import { normaliser } from "../normalise/normalise.ts";

/** Words that are seen this often are words, however they are spelled. */
const surelyWord = 4;
const often = 2;

/** Words of the texts that typing errors are mended towards, with the number of texts they are in. */
export function vocabularyOf(texts: readonly string[], isWord: (word: string) => boolean): Map<string, number> {
  const plain = normaliser();
  const seen = new Map<string, number>();
  for (const text of texts) for (const word of new Set(plain(text).words)) seen.set(word, (seen.get(word) ?? 0) + 1);
  const kept = [...seen].filter(
    ([word, times]) => times >= (isWord(word) ? often : surelyWord) && /^[a-z]{3,}$/u.test(word),
  );
  return new Map(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
