import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { readArrays } from "../classifier/array-file.ts";
import { piecesOf, wordsOf } from "../classifier/word-pieces.ts";
import { makeKernel } from "./kernel.ts";
import { matricesOf, transformer, width } from "./transformer.ts";

/**
 * A reader of texts from its file: `scores` of a text, the labels' in their order and then that of "none of ours";
 * `vector` is what it makes
 * of the text before it thinks of labels, `width` numbers.
 */
export type OpinionModel = {
  labels: readonly string[];
  width: number;
  piecesOf(text: string): number[];
  scores(text: string): Float32Array;
  vector(text: string): Float32Array;
};

type Texts = { labels: readonly string[]; words: readonly string[] };

/** Pieces of a text that are read, its two ends included; later ones are left out. */
const longest = 48;
/** Room is made for so many labels, before the file says how many it has. */
const mostLabels = 256;
/** More characters than this are more than so many pieces. */
const longestText = 2000;
const ends = { first: 0, last: 1 };

/** Reads the file straight into the kernel's memory: a copy elsewhere would take as much again. */
export function openOpinion(file: string): OpinionModel {
  const handle = openSync(file, "r");
  const { size } = fstatSync(handle);
  const kernel = makeKernel({ size, rows: longest, widest: 4 * width, matrices: matricesOf(longest, mostLabels) });
  for (let at = 0; at < size;) at += readSync(handle, kernel.model, at, size - at, at);
  closeSync(handle);
  const { arrays } = readArrays(kernel.model);
  // Decoded from a copy: no decoder reads memory that may grow.
  const { labels, words } = JSON.parse(new TextDecoder().decode(Uint8Array.from(arrays.get("texts")!))) as Texts;
  const vocabulary = new Map(words.map((word, at) => [word, at]));
  const { read, judge } = transformer(arrays, kernel, longest);
  const pieces = (text: string): number[] => {
    const found = wordsOf(text.slice(0, longestText)).flatMap((word) => piecesOf(word, vocabulary));
    return [ends.first, ...found.slice(0, longest - 2), ends.last];
  };
  return {
    labels,
    width,
    piecesOf: pieces,
    scores: (text) => judge(read(pieces(text))),
    vector: (text) => read(pieces(text)),
  };
}
