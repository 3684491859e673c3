/**
 * Words, pairs of words and pieces of three to five characters as numbers of hashed features (feature hashing after
 * Weinberger et al. 2009), with sublinear weights 1 + ln(count).
 */

/** Feature number → count, for one text. */
export type Counts = Map<number, number>;

/** Numbers of features there can be; two to the 20th keeps collisions rare for some 10,000 lines. */
export const hashSpace = 2 ** 20;

const seed = 0x811c9dc5;
/** One UTF-16 code unit more, after FNV-1a. */
const step = (value: number, code: number): number => Math.imul(value ^ code, 0x01000193);
const stepAll = (value: number, text: string): number => {
  let stepped = value;
  for (let at = 0; at < text.length; at += 1) stepped = step(stepped, text.charCodeAt(at));
  return stepped;
};
/** Folded to the hash space. */
const fold = (value: number): number => (Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0) % hashSpace;

const kinds = {
  word: stepAll(seed, "w"),
  pair: stepAll(seed, "p"),
  piece: stepAll(seed, "c"),
  length: stepAll(seed, "l"),
  flag: stepAll(seed, "f"),
};
const space = 32;

/**
 * Pieces that begin alike share the beginning of their hash, and none is cut out of the word: this runs for every
 * letter of every message.
 */
function eachPiece(word: string, take: (feature: number) => void): void {
  const end = word.length + 2;
  for (let at = 0; at + 3 <= end; at += 1) {
    let value = kinds.piece;
    for (let next = at; next < at + 5 && next < end; next += 1) {
      value = step(value, next === 0 || next === end - 1 ? space : word.charCodeAt(next - 1));
      if (next >= at + 2) take(fold(value));
    }
  }
}

/**
 * Gives the features of a text in words, each as often as it occurs; `flags` are facts found by rule, such as
 * `device:ios`.
 */
export function eachFeature(words: readonly string[], flags: readonly string[], take: (feature: number) => void): void {
  let before = "^";
  for (const word of words) {
    take(fold(stepAll(kinds.word, word)));
    take(fold(stepAll(step(stepAll(kinds.pair, before), space), word)));
    eachPiece(word, take);
    before = word;
  }
  take(fold(stepAll(kinds.pair, `${before} $`)));
  take(fold(stepAll(kinds.length, String(Math.min(words.length, 6)))));
  for (const flag of flags) take(fold(stepAll(kinds.flag, flag)));
}

/** Counts the features of a text. */
export function countFeatures(words: readonly string[], flags: readonly string[]): Counts {
  const counts: Counts = new Map();
  eachFeature(words, flags, (feature) => void counts.set(feature, (counts.get(feature) ?? 0) + 1));
  return counts;
}
