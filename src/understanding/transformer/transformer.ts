import type { NumberArray } from "../classifier/model-file.ts";
import type { Dense, Kernel } from "./kernel.ts";

/**
 * The forward pass of a small BERT (Devlin et al. 2019): layers of self-attention and a feed-forward network, each with a
 * residual connection and layer normalisation. Each head then reads a mean of the tokens weighted by attention, with one
 * query for each thing that it tells of, so that what is said of a step is read where the step is named (label-wise
 * attention, Mullenbach et al. 2018). `knowledge/models/train_transformer.py` trains it and defines the names and the
 * layout of its arrays.
 */

/**
 * `encode` gives the mean vector of a text's token ids; `logits` the outputs of all heads, one after the other: the
 * labels, out-of-scope, then the heads for facts in the order of their names.
 */
export type Transformer = {
  encode(tokens: readonly number[]): Float32Array;
  logits(tokens: readonly number[]): Float32Array;
};
/** Heads for facts by name, and how many queries each has; the label and out-of-scope share one, "label". */
export type HeadQueries = Readonly<Record<string, number>>;

type LayerNorm = { scale: Float32Array; shift: Float32Array };
type TransformerLayer = Record<"query" | "key" | "value" | "attnOut" | "ffnUp" | "ffnDown", Dense> &
  Record<"attnNorm" | "ffnNorm", LayerNorm>;
type Arrays = ReadonlyMap<string, NumberArray>;

/** Hidden size, and the number of attention heads that it is split into. */
export const width = 384;
const attentionHeads = 12;
const headWidth = width / attentionHeads;

const floats = (arrays: Arrays, name: string): Float32Array => arrays.get(name) as Float32Array;

function denseOf(arrays: Arrays, name: string): Dense {
  const weights = arrays.get(`${name}.weights`) as Int8Array;
  const scales = floats(arrays, `${name}.scales`);
  return {
    weights,
    scales,
    bias: floats(arrays, `${name}.bias`),
    inner: weights.length / scales.length,
    outer: scales.length,
  };
}

const normOf = (arrays: Arrays, name: string): LayerNorm => ({
  scale: floats(arrays, `${name}.scale`),
  shift: floats(arrays, `${name}.shift`),
});

function layersOf(arrays: Arrays): TransformerLayer[] {
  const layers: TransformerLayer[] = [];
  for (let at = 0; arrays.has(`layer${at}.query.weights`); at += 1) {
    const dense = (part: string): Dense => denseOf(arrays, `layer${at}.${part}`);
    const parts = {
      query: dense("query"),
      key: dense("key"),
      value: dense("value"),
      attnOut: dense("join"),
      ffnUp: dense("widen"),
      ffnDown: dense("narrow"),
    };
    layers.push({
      ...parts,
      attnNorm: normOf(arrays, `layer${at}.first`),
      ffnNorm: normOf(arrays, `layer${at}.second`),
    });
  }
  return layers;
}

/** Floats per row that the matrices of the transformer need, for `rows` rows and `outputs` outputs of all heads. */
export const floatsPerRow = (rows: number, outputs: number): number => 11 * width + rows + outputs;

/** Creates the transformer from the arrays of its file, which must be in the memory of the kernel. */
export function createTransformer(
  arrays: Arrays,
  kernel: Kernel,
  options: { maxTokens: number; heads: readonly string[]; queries: HeadQueries },
): Transformer {
  const embed = embedder(arrays);
  const layers = layersOf(arrays);
  const pass = layerPass(kernel, options.maxTokens);
  const hidden = kernel.matrix(width);
  const readHeads = headReader(arrays, kernel, options);
  const run = (tokens: readonly number[]): void => {
    embed(tokens, hidden);
    for (const layer of layers) pass(hidden, layer, tokens.length);
  };
  return {
    encode(tokens) {
      run(tokens);
      return meanPool(hidden, tokens.length);
    },
    logits(tokens) {
      run(tokens);
      return readHeads(hidden, tokens.length);
    },
  };
}

/** Makes the reader of all heads from the last layer's rows. */
function headReader(
  arrays: Arrays,
  kernel: Kernel,
  { heads, queries }: { heads: readonly string[]; queries: HeadQueries },
): (hidden: Float32Array, rows: number) => Float32Array {
  const pool = attentionPool(floats(arrays, "queries"));
  const pooled = kernel.matrix(width);
  const starts = new Map<string, number>();
  let next = 0;
  for (const [name, count] of Object.entries(queries)) {
    starts.set(name, next);
    next += count;
  }
  const denses = ["meaning", "gate", ...heads].map((name) => {
    const by = denseOf(arrays, name);
    const read = queries[name] === undefined ? "label" : name;
    return { by, into: kernel.matrix(by.outer), first: starts.get(read) ?? 0, count: queries[read] ?? 1 };
  });
  return (hidden, rows) => {
    const outputs: number[] = [];
    for (const { by, into, first, count } of denses) {
      for (let query = 0; query < count; query += 1) pool(hidden, rows, first + query, pooled.subarray(query * width));
      kernel.dense(pooled, count, [{ by, into }]);
      // Each query has outputs of its own: those of row q are meant for the q-th part.
      const part = by.outer / count;
      for (let query = 0; query < count; query += 1)
        outputs.push(...into.subarray(query * (by.outer + part), query * (by.outer + part) + part));
    }
    return Float32Array.from(outputs);
  };
}

/** Means of the rows weighted by their attention to one of the queries. */
function attentionPool(
  queries: Float32Array,
): (hidden: Float32Array, rows: number, query: number, into: Float32Array) => void {
  const weights = new Float64Array(512);
  return (hidden, rows, query, into) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      let dot = 0;
      for (let at = 0; at < width; at += 1) dot += hidden[row * width + at]! * queries[query * width + at]!;
      weights[row] = dot;
      highest = Math.max(highest, dot);
    }
    let total = 0;
    for (let row = 0; row < rows; row += 1) total += weights[row] = Math.exp(weights[row]! - highest);
    into.fill(0, 0, width);
    for (let row = 0; row < rows; row += 1) {
      const weight = weights[row]! / total;
      for (let at = 0; at < width; at += 1) into[at]! += weight * hidden[row * width + at]!;
    }
  };
}

/** One transformer layer over the rows of the hidden hidden, in position: self-attention, then the feed-forward network. */
function layerPass(
  kernel: Kernel,
  maxTokens: number,
): (hidden: Float32Array, layer: TransformerLayer, rows: number) => void {
  const [query, key, value] = [kernel.matrix(width), kernel.matrix(width), kernel.matrix(width)];
  const [context, residual, inner] = [kernel.matrix(width), kernel.matrix(width), kernel.matrix(4 * width)];
  const scores = kernel.matrix(maxTokens);
  const applyGelu = gelu();
  const attend = (rows: number): void => {
    for (let from = 0; from < width; from += headWidth) {
      const head = { rows, step: width, from, size: headWidth };
      kernel.attentionScores(query, key, scores, head);
      for (let row = 0; row < rows; row += 1) softmaxRow(scores, row * rows, rows);
      kernel.applyAttention(scores, value, context, head);
    }
  };
  return (hidden, layer, rows) => {
    kernel.dense(hidden, rows, [
      { by: layer.query, into: query },
      { by: layer.key, into: key },
      { by: layer.value, into: value },
    ]);
    attend(rows);
    kernel.dense(context, rows, [{ by: layer.attnOut, into: residual }]);
    addAndNorm(hidden, residual, rows, layer.attnNorm);
    kernel.dense(hidden, rows, [{ by: layer.ffnUp, into: inner }]);
    applyGelu(inner, rows * 4 * width);
    kernel.dense(inner, rows, [{ by: layer.ffnDown, into: residual }]);
    addAndNorm(hidden, residual, rows, layer.ffnNorm);
  };
}

function addAndNorm(hidden: Float32Array, residual: Float32Array, rows: number, norm: LayerNorm): void {
  for (let at = 0; at < rows * width; at += 1) hidden[at]! += residual[at]!;
  layerNorm(hidden, rows, norm);
}

/** Writes the word and position embeddings of each token into its row, then normalises. */
function embedder(arrays: Arrays): (tokens: readonly number[], into: Float32Array) => void {
  const weights = arrays.get("words.weights") as Int8Array;
  const scales = floats(arrays, "words.scales");
  const positionEmbeddings = floats(arrays, "places");
  const embeddingNorm = normOf(arrays, "start");
  return (tokens, into) => {
    for (const [row, token] of tokens.entries()) {
      const scale = scales[token]!;
      for (let at = 0; at < width; at += 1)
        into[row * width + at] = weights[token * width + at]! * scale + positionEmbeddings[row * width + at]!;
    }
    layerNorm(into, tokens.length, embeddingNorm);
  };
}

/** Layer normalisation (Ba et al. 2016) of each row, in position. */
function layerNorm(hidden: Float32Array, rows: number, { scale, shift }: LayerNorm): void {
  for (let from = 0; from < rows * width; from += width) {
    let sum = 0;
    let squares = 0;
    for (let at = from; at < from + width; at += 1) sum += hidden[at]!;
    const mean = sum / width;
    for (let at = from; at < from + width; at += 1) squares += (hidden[at]! - mean) ** 2;
    const deviation = Math.sqrt(squares / width + 1e-12);
    for (let at = 0; at < width; at += 1)
      hidden[from + at] = ((hidden[from + at]! - mean) / deviation) * scale[at]! + shift[at]!;
  }
}

/** In-position row softmax of the attention scores, scaled by 1/√d, for the row at `from`. */
function softmaxRow(scores: Float32Array, from: number, rows: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = from; at < from + rows; at += 1) highest = Math.max(highest, scores[at]!);
  let total = 0;
  for (let at = from; at < from + rows; at += 1)
    total += scores[at] = Math.exp((scores[at]! - highest) / Math.sqrt(headWidth));
  for (let at = from; at < from + rows; at += 1) scores[at]! /= total;
}

function meanPool(hidden: Float32Array, rows: number): Float32Array {
  const mean = new Float32Array(width);
  for (let at = 0; at < rows * width; at += 1) mean[at % width]! += hidden[at]! / rows;
  return mean;
}

/** The error function within 1.5e-7 (Abramowitz and Stegun 7.1.26), for numbers from 0. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  return (
    1 -
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x)
  );
}

/** GELU lookup table: step 1/256 on [-6, 6]. */
const geluTable = { steps: 256, reach: 6 };

/**
 * Creates the Gaussian error linear unit x·Φ(x) (Hendrycks and Gimpel 2016), in place; Φ comes from a table, since it is
 * needed 9,000 times a token.
 */
function gelu(): (hidden: Float32Array, numbers: number) => void {
  const cdf = Float64Array.from({ length: 2 * geluTable.reach * geluTable.steps + 2 }, (_, at) => {
    const x = at / geluTable.steps - geluTable.reach;
    return 0.5 * (1 + Math.sign(x) * erf(Math.abs(x) * Math.SQRT1_2));
  });
  return (hidden, numbers) => {
    for (let at = 0; at < numbers; at += 1) {
      const x = hidden[at]!;
      const position = (Math.min(Math.max(x, -geluTable.reach), geluTable.reach) + geluTable.reach) * geluTable.steps;
      const below = Math.floor(position);
      const probability = cdf[below]! + (position - below) * (cdf[below + 1]! - cdf[below]!);
      hidden[at] = x * probability;
    }
  };
}
