/**
 * Words, pairs of words and pieces of three to five characters as numbers of hashed features (feature hashing after
 * Weinberger et al. 2009), with sublinear weights 1 + ln(count).
 */

/** Feature number → count, for one text. */
export type Counts = Map<number, number>;

/** Numbers of features there can be; two to the 20th keeps collisions rare for some 10,000 lines. */
const hashSpace = 2 ** 20;

/** FNV-1a over UTF-16 code units, folded to the hash space. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  return (Math.imul(value, 0x2c1b3c6d) >>> 0) % hashSpace;
}

const add = (counts: Counts, feature: string): void => {
  const number = hash(feature);
  counts.set(number, (counts.get(number) ?? 0) + 1);
};

function addPieces(counts: Counts, word: string): void {
  const padded = ` ${word} `;
  for (let length = 3; length <= 5; length += 1) for (let at = 0; at + length <= padded.length; at += 1) add(counts, `c${padded.slice(at, at + length)}`);
}

/** Counts the features of a text in words, `flags` being facts found by rule, such as `device:ios`. */
export function countFeatures(words: readonly string[], flags: readonly string[]): Counts {
  const counts: Counts = new Map();
  let before = "^";
  for (const word of words) {
    add(counts, `w${word}`);
    add(counts, `p${before} ${word}`);
    addPieces(counts, word);
    before = word;
  }
  add(counts, `p${before} $`);
  add(counts, `l${Math.min(words.length, 6)}`);
  for (const flag of flags) add(counts, `f${flag}`);
  return counts;
}
