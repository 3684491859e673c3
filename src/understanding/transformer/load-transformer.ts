import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { readArrays } from "../classifier/model-file.ts";
import type { Encoder } from "../classifier/static-vectors.ts";
import { basicTokens, wordPieces } from "../classifier/wordpiece.ts";
import { createKernel } from "./kernel.ts";
import { createTransformer, floatsPerRow, type HeadQueries, width } from "./transformer.ts";

/** What the output of a transformer stands for: intents, then one out-of-scope logit, then the heads for facts. */
export type OutputLayout = {
  labels: readonly string[];
  /** Number of outputs of each head, in their order. */
  heads: Readonly<Record<string, number>>;
  /** Words put before a text, by what was asked last; `: ` ends them, and words for the step on screen go before it. */
  context: Readonly<Record<string, string>>;
  stepWords: Readonly<Record<string, string>>;
};

/**
 * A transformer with its tokenizer. `logits` are the outputs in the order of the layout; `encode` gives the mean of the
 * last layer, `width` numbers.
 */
export type TransformerModel = {
  layout: OutputLayout;
  width: number;
  tokenIds(text: string): number[];
  logits(text: string): Float32Array;
  encode(text: string): Float32Array;
};

type Texts = Partial<OutputLayout> & { labels: readonly string[]; words: readonly string[]; queries?: HeadQueries };

/** Tokens at most, [CLS] and [SEP] included; later ones are cut. */
const maxTokens = 96;
/** Memory is reserved for so many outputs, before the file says how many it has. */
const maxLabels = 512;
/** More characters than this exceed the tokens. */
const maxTextLength = 2000;
const ends = { first: 0, last: 1 };

/** Reads the file directly into the memory of the kernel, which avoids a second copy. */
export function openTransformer(file: string): TransformerModel {
  const handle = openSync(file, "r");
  const { size } = fstatSync(handle);
  const kernel = createKernel({
    size,
    // No unit of a dense layer has fewer weights.
    units: Math.ceil(size / width),
    rows: maxTokens,
    widest: 4 * width,
    matrices: floatsPerRow(maxLabels),
  });
  for (let at = 0; at < size;) at += readSync(handle, kernel.model, at, size - at, at);
  closeSync(handle);
  const { arrays } = readArrays(kernel.model);
  // Decoded from a copy: no decoder reads memory that may grow.
  const texts = JSON.parse(new TextDecoder().decode(Uint8Array.from(arrays.get("texts")!))) as Texts;
  const { labels, words, heads = {}, queries = {}, context = {}, stepWords = {} } = texts;
  const vocabulary = new Map(words.map((word, at) => [word, at]));
  const { encode, logits } = createTransformer(arrays, kernel, { heads: Object.keys(heads), queries });
  const positions = arrays.get("places")!.length / width;
  const tokenIds = (text: string): number[] => {
    const found = basicTokens(text.slice(0, maxTextLength)).flatMap((word) => wordPieces(word, vocabulary));
    return [ends.first, ...found.slice(0, Math.min(maxTokens, positions) - 2), ends.last];
  };
  return {
    layout: { labels, heads, context, stepWords },
    width,
    tokenIds,
    logits: (text) => logits(tokenIds(text)),
    encode: (text) => encode(tokenIds(text)),
  };
}

/**
 * An encoder that concatenates the static vector and the transformer's, at the transformer's cost of some milliseconds a
 * text. For training on other label sets with few lines, where it matters most. It caches every text, without a limit.
 */
export function joinedEncoder(
  table: Encoder,
  { encode, width: transformerWidth }: Pick<TransformerModel, "encode" | "width">,
): Encoder {
  const size = table.size + transformerWidth;
  const made = new Map<string, Float32Array>();
  const make = (text: string): Float32Array => {
    const joined = new Float32Array(size);
    joined.set(table.encode(text));
    joined.set(unitVector(encode(text)), table.size);
    return joined;
  };
  return {
    size,
    knows: table.knows,
    encode(text) {
      const known = made.get(text) ?? make(text);
      made.set(text, known);
      return known;
    },
  };
}

/** The table's vectors have length 1; with the same length both halves count the same. */
function unitVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
