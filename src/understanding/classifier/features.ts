import type { Sparse } from "./softmax.ts";

/**
 * Words, pairs of words and pieces of three to five characters as numbers of hashed features (feature hashing after
 * Weinberger et al. 2009), with sublinear weights 1 + ln(count).
 */

/** Feature number → count, for one text. */
export type FeatureCounts = Map<number, number>;

/** Numbers of features there can be; two to the 20th keeps collisions rare for some 10,000 lines. */
const hashSpace = 2 ** 20;

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
function eachCharNgram(word: string, onFeature: (feature: number) => void): void {
  const end = word.length + 2;
  for (let at = 0; at + 3 <= end; at += 1) {
    let value = kinds.piece;
    for (let next = at; next < at + 5 && next < end; next += 1) {
      value = step(value, next === 0 || next === end - 1 ? space : word.charCodeAt(next - 1));
      if (next >= at + 2) onFeature(fold(value));
    }
  }
}

/**
 * Gives the features of a text in words, each as often as it occurs; `flags` are facts found by rule, such as
 * `device:ios`.
 */
function eachFeature(words: readonly string[], flags: readonly string[], take: (feature: number) => void): void {
  let before = "^";
  for (const word of words) {
    take(fold(stepAll(kinds.word, word)));
    take(fold(stepAll(step(stepAll(kinds.pair, before), space), word)));
    eachCharNgram(word, take);
    before = word;
  }
  take(fold(stepAll(kinds.pair, `${before} $`)));
  take(fold(stepAll(kinds.length, String(Math.min(words.length, 6)))));
  for (const flag of flags) take(fold(stepAll(kinds.flag, flag)));
}

/** Counts the features of a text. */
export function countFeatures(words: readonly string[], flags: readonly string[]): FeatureCounts {
  const counts: FeatureCounts = new Map();
  eachFeature(words, flags, (feature) => void counts.set(feature, (counts.get(feature) ?? 0) + 1));
  return counts;
}

/** Which hashed features the model knows, in rising order, and how telling each is (inverse document frequency). */
export type FeatureTable = { ids: Uint32Array; idf: Float32Array };

/** Makes the function that turns words and flags into a TF-IDF vector of length one. */
export function tfidfVectorizer(known: FeatureTable): (words: readonly string[], flags: readonly string[]) => Sparse {
  // One more than the place, so that nothing need be written for what is not known.
  const places = new Int32Array(hashSpace);
  for (let at = 0; at < known.ids.length; at += 1) places[known.ids[at]!] = at + 1;
  // By feature; all zero between two texts.
  const counts = new Uint16Array(known.ids.length);
  return (words, flags) => {
    const found: number[] = [];
    eachFeature(words, flags, (feature) => {
      const at = places[feature]! - 1;
      if (at >= 0 && counts[at]!++ === 0) found.push(at);
    });
    return weighed(found, counts, known.idf);
  };
}

function weighed(found: readonly number[], counts: Uint16Array, weights: Float32Array): Sparse {
  const features = new Uint32Array(found);
  const values = new Float32Array(found.length);
  let square = 0;
  for (let i = 0; i < features.length; i += 1) {
    const at = features[i]!;
    const value = (1 + Math.log(counts[at]!)) * weights[at]!;
    counts[at] = 0;
    values[i] = value;
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (let i = 0; i < values.length; i += 1) values[i] = values[i]! / length;
  return { features, values };
}
