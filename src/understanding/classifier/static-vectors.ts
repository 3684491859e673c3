import { basicTokens, wordPieces } from "./wordpiece.ts";

/**
 * Turns a text into a vector of fixed length whose direction is its meaning, and says which words it knows whole. The
 * n-grams alone are the fallback where there is none.
 */
export type Encoder = { readonly size: number; encode(text: string): Float32Array; knows(word: string): boolean };

/**
 * Reads a table of static vectors and adds them up for a text: one row a word piece, and rows for the character 3- and
 * 4-grams of words that are no single piece. The file's layout is described beside it.
 */

const magic = "SENC";
const spelled = /^[a-z']{3,24}$/u;

/** An encoder that can also say which pieces and rows a text adds up. */
export type StaticEncoder = Encoder & { rowIds(text: string): number[]; tokenIds(text: string): number[] };

type Layout = {
  size: number;
  pieces: number;
  grams: number;
  rows: number;
  scalesAt: number;
  bytesAt: number;
  wordsAt: number;
  wordsLength: number;
};

function readLayout(view: DataView): Layout {
  const name = String.fromCharCode(...[0, 1, 2, 3].map((at) => view.getUint8(at)));
  const [
    version = 0,
    size = 0,
    pieces = 0,
    grams = 0,
    rows = 0,
    scalesAt = 0,
    bytesAt = 0,
    wordsAt = 0,
    wordsLength = 0,
  ] = Array.from({ length: 9 }, (_, at) => view.getUint32(4 + 4 * at, true));
  if (name !== magic || version !== 1) throw new Error("the table of vectors is not in format SENC 1");
  return { size, pieces, grams, rows, scalesAt, bytesAt, wordsAt, wordsLength };
}

/** FNV-1a, 32 bits, over ASCII. */
function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function gramsOf(word: string): string[] {
  const padded = `<${word}>`;
  return [3, 4].flatMap((length) =>
    Array.from({ length: Math.max(0, padded.length - length + 1) }, (_, at) => padded.slice(at, at + length)),
  );
}

/** Makes the encoder of a table file's bytes. */
export function staticEncoder(file: Uint8Array): StaticEncoder {
  // Numbers of four bytes must stand at multiples of four; a file that was read has a buffer of its own, and is not
  // copied.
  const bytes = file.byteOffset % 4 === 0 ? file : Uint8Array.from(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { size, pieces, grams, rows, scalesAt, bytesAt, wordsAt, wordsLength } = readLayout(view);
  const scales = new Float32Array(bytes.buffer, bytes.byteOffset + scalesAt, rows);
  const table = new Int8Array(bytes.buffer, bytes.byteOffset + bytesAt, rows * size);
  const words = new TextDecoder().decode(bytes.subarray(wordsAt, wordsAt + wordsLength)).split("\n");
  const vocabulary = new Map(words.map((word, at) => [word, at]));

  const spelledRows = (word: string, found: readonly number[]): number[] =>
    grams === 0 || found.length === 1 || !spelled.test(word)
      ? []
      : gramsOf(word).map((gram) => pieces + (fnv1a(gram) % grams));
  const rowsOf = (text: string): number[] => {
    const byWord = basicTokens(text).map((word) => ({ word, found: wordPieces(word, vocabulary) }));
    const single = byWord.flatMap(({ found }) => found);
    const spelt = byWord.flatMap(({ word, found }) => spelledRows(word, found));
    return [...single, ...spelt];
  };
  const encode = (text: string): Float32Array => {
    const sum = new Float64Array(size);
    const found = rowsOf(text);
    // Two rows at a time: the sum is fetched and put back half as often.
    for (let i = 0; i < found.length; i += 2) {
      const first = found[i]!;
      const second = found[i + 1] ?? first;
      const scale = scales[first]!;
      const secondScale = i + 1 < found.length ? scales[second]! : 0;
      for (let at = 0; at < size; at += 1)
        sum[at]! += scale * table[first * size + at]! + secondScale * table[second * size + at]!;
    }
    let square = 0;
    for (let at = 0; at < size; at += 1) square += sum[at]! * sum[at]!;
    const length = Math.sqrt(square) || 1;
    const vector = new Float32Array(size);
    for (let at = 0; at < size; at += 1) vector[at] = sum[at]! / length;
    return vector;
  };
  return {
    size,
    encode,
    rowIds: rowsOf,
    tokenIds: (text) => basicTokens(text).flatMap((word) => wordPieces(word, vocabulary)),
    knows: (word) => vocabulary.has(word),
  };
}
