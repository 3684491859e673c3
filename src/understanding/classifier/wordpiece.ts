/**
 * Texts to word pieces as BERT's uncased tokenizer makes them (Devlin et al. 2019): accents off, lower case, words and
 * punctuation apart, then the longest known pieces from the left, later pieces marked "##".
 */

const dropped = /[\p{C}\p{Mn}\uFFFD]/gu;
const blank = /[\t\n\r\p{Z}]+/u;
const ideographs =
  "\\u4E00-\\u9FFF\\u3400-\\u4DBF\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}\\u{2B740}-\\u{2B81F}\\u{2B820}-\\u{2CEAF}\\uF900-\\uFAFF\\u{2F800}-\\u{2FA1F}";
/** Characters that stand alone: ASCII's signs, all punctuation, Chinese characters. */
const alone = new RegExp(`[!-/:-@\\[-\`{-~\\p{P}${ideographs}]`, "gu");
const longestWord = 100;

/** Words and single signs of a text. */
export function basicTokens(text: string): string[] {
  const parts = text.normalize("NFD").split(blank);
  const spaced = parts
    .map((part) =>
      part
        .replace(dropped, "")
        .replace(alone, " $& ")
        .toLowerCase()
        .replace(/\p{Mn}/gu, ""),
    )
    .join(" ");
  return spaced.split(" ").filter((word) => word !== "");
}

/** Numbers of a word's pieces; empty where it cannot be put together from known ones. */
export function wordPieces(word: string, vocabulary: ReadonlyMap<string, number>): number[] {
  const whole = vocabulary.get(word);
  if (whole !== undefined && word.length <= longestWord) return [whole];
  const letters = Array.from(word);
  if (letters.length > longestWord) return [];
  const pieces: number[] = [];
  let start = 0;
  while (start < letters.length) {
    let end = letters.length;
    let piece: number | undefined;
    for (; end > start && piece === undefined; end -= 1)
      piece = vocabulary.get((start === 0 ? "" : "##") + letters.slice(start, end).join(""));
    if (piece === undefined) return [];
    pieces.push(piece);
    start = end + 1;
  }
  return pieces;
}
