import type { NumberArray } from "../classifier/model-file.ts";
import type { Dense, Kernel, LayerNorm, Weights } from "./kernel.ts";

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

type TransformerLayer = Record<"query" | "key" | "value" | "attnOut" | "ffnUp" | "ffnDown", Dense> &
  Record<"attnNorm" | "ffnNorm", LayerNorm>;
type Arrays = ReadonlyMap<string, NumberArray>;

/** Hidden size, and the number of attention heads that it is split into. */
export const width = 384;
const attentionHeads = 12;
const headWidth = width / attentionHeads;

const floats = (arrays: Arrays, name: string): Float32Array => arrays.get(name) as Float32Array;

const weightsOf = (arrays: Arrays, name: string): Weights => ({
  weights: arrays.get(`${name}.weights`) as Int8Array,
  scales: floats(arrays, `${name}.scales`),
  bias: floats(arrays, `${name}.bias`),
});

const normOf = (arrays: Arrays, name: string): LayerNorm => ({
  scale: floats(arrays, `${name}.scale`),
  shift: floats(arrays, `${name}.shift`),
});

function layersOf(arrays: Arrays, kernel: Kernel): TransformerLayer[] {
  const layers: TransformerLayer[] = [];
  for (let at = 0; arrays.has(`layer${at}.query.weights`); at += 1) {
    const dense = (part: string): Dense => kernel.denseOf(weightsOf(arrays, `layer${at}.${part}`));
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

/** Floats per row that the matrices of the transformer need, for `outputs` outputs of all heads. */
export const floatsPerRow = (outputs: number): number => 11 * width + outputs;

/** Creates the transformer from the arrays of its file, which must be in the memory of the kernel. */
export function createTransformer(
  arrays: Arrays,
  kernel: Kernel,
  options: { heads: readonly string[]; queries: HeadQueries },
): Transformer {
  const embed = embedder(arrays, kernel);
  const layers = layersOf(arrays, kernel);
  const pass = layerPass(kernel);
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
  const query = floats(arrays, "queries");
  const pooled = kernel.matrix(width);
  const starts = new Map<string, number>();
  let next = 0;
  for (const [name, count] of Object.entries(queries)) {
    starts.set(name, next);
    next += count;
  }
  const denses = ["meaning", "gate", ...heads].map((name) => {
    const by = kernel.denseOf(weightsOf(arrays, name));
    const read = queries[name] === undefined ? "label" : name;
    return { by, into: kernel.matrix(by.outer), first: starts.get(read) ?? 0, count: queries[read] ?? 1 };
  });
  const whole = { step: width, from: 0, size: width, scale: 1 };
  return (hidden, rows) => {
    kernel.attention({
      ...whole,
      query,
      queries: query.length / width,
      key: hidden,
      value: hidden,
      rows,
      into: pooled,
    });
    const outputs: number[] = [];
    for (const { by, into, first, count } of denses) {
      kernel.dense(pooled.subarray(first * width), count, [{ by, into }]);
      // Each query has outputs of its own: those of row q are meant for the q-th part.
      const part = by.outer / count;
      for (let at = 0; at < count; at += 1)
        outputs.push(...into.subarray(at * (by.outer + part), at * (by.outer + part) + part));
    }
    return Float32Array.from(outputs);
  };
}

/** One transformer layer over the rows of `hidden`, in place: self-attention, then the feed-forward network. */
function layerPass(kernel: Kernel): (hidden: Float32Array, layer: TransformerLayer, rows: number) => void {
  const [query, key, value] = [kernel.matrix(width), kernel.matrix(width), kernel.matrix(width)];
  const [context, residual, inner] = [kernel.matrix(width), kernel.matrix(width), kernel.matrix(4 * width)];
  const parts = { query, key, value, into: context, step: width, size: headWidth, scale: 1 / Math.sqrt(headWidth) };
  return (hidden, layer, rows) => {
    kernel.dense(hidden, rows, [
      { by: layer.query, into: query },
      { by: layer.key, into: key },
      { by: layer.value, into: value },
    ]);
    for (let from = 0; from < width; from += headWidth) kernel.attention({ ...parts, from, queries: rows, rows });
    kernel.dense(context, rows, [{ by: layer.attnOut, into: residual }]);
    kernel.add(hidden, residual, rows * width);
    kernel.layerNorm(hidden, rows, layer.attnNorm);
    kernel.dense(hidden, rows, [{ by: layer.ffnUp, into: inner }]);
    kernel.gelu(inner, rows * 4 * width);
    kernel.dense(inner, rows, [{ by: layer.ffnDown, into: residual }]);
    kernel.add(hidden, residual, rows * width);
    kernel.layerNorm(hidden, rows, layer.ffnNorm);
  };
}

/** Writes the word and position embeddings of each token into its row, then normalises. */
function embedder(arrays: Arrays, kernel: Kernel): (tokens: readonly number[], into: Float32Array) => void {
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
    kernel.layerNorm(into, tokens.length, embeddingNorm);
  };
}

function meanPool(hidden: Float32Array, rows: number): Float32Array {
  const mean = new Float32Array(width);
  for (let at = 0; at < rows * width; at += 1) mean[at % width]! += hidden[at]! / rows;
  return mean;
}
