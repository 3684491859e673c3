/**
 * Finds words however they are written: case, kinds and numbers of spaces, and composed or decomposed letters make no
 * difference.
 */
export type WordFinder = {
  /** How often the words stand in a text. */
  count(text: string): number;
  /** The text with `instead` in every place of the words. */
  replace(text: string, instead: string): string;
};

/** A piece of a text that is compared as a whole: a letter with its marks, or a run of spaces. */
type Piece = { start: number; end: number; folded: string };

/** Upper case first: it tells ß from ss no longer, and a final sigma from others. */
const fold = (piece: string): string =>
  /^\s+$/u.test(piece) ? " " : piece.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

export function createWordFinder(words: string): WordFinder {
  const wanted = foldedWords(words);
  return {
    count: (text) => placesOf(text, wanted).length,
    replace(text, instead) {
      const places = placesOf(text, wanted);
      if (places.length === 0) return text;
      const kept = [...places, { start: text.length, end: text.length }].map(({ start }, at) =>
        text.slice(places[at - 1]?.end ?? 0, start),
      );
      return kept.join(instead);
    },
  };
}

/** Words as they are compared, without spaces around them. */
function foldedWords(words: string): string {
  return piecesOf(words.trim())
    .map(({ folded }) => folded)
    .join("");
}

function piecesOf(text: string): Piece[] {
  return [...text.matchAll(/\s+|\P{M}\p{M}*|\p{M}+/gu)].map(({ 0: piece, index }) => ({
    start: index,
    end: index + piece.length,
    folded: fold(piece),
  }));
}

/** Where the words stand, from left to right. A place covers whole pieces, also where only a part of one is meant. */
function placesOf(text: string, wanted: string): { start: number; end: number }[] {
  if (wanted === "") return [];
  const pieces = piecesOf(text);
  const all = pieces.map(({ folded }) => folded).join("");
  if (!all.includes(wanted)) return [];
  const owner = pieces.flatMap(({ folded }, at) => Array.from({ length: folded.length }, () => at));
  const places: { start: number; end: number }[] = [];
  for (let found = all.indexOf(wanted); found >= 0; found = all.indexOf(wanted, found)) {
    const [first, last] = [pieces[owner[found] ?? 0], pieces[owner[found + wanted.length - 1] ?? 0]];
    if (first && last) places.push({ start: Math.max(first.start, places.at(-1)?.end ?? 0), end: last.end });
    found += wanted.length;
  }
  return places;
}
