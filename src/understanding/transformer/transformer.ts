import type { NumberArray } from "../classifier/model-file.ts";
import type { Dense, Kernel } from "./kernel.ts";

/**
 * A small BERT (Devlin et al. 2019) read forwards: layers of attention and of two dense ones, each followed by a norm,
 * then the mean of what is left of the pieces. `knowledge/models/train_transformer.py` trains it and says in which form its
 * numbers lie.
 */

/**
 * `encode` gives one vector for the token ids of a text, valid until the next call. `logits` gives the output of all heads
 * for such a vector, one after the other: the intents, out-of-scope, then the other heads in the order of their names.
 */
export type Transformer = {
  encode(pieces: readonly number[]): Float32Array;
  logits(vector: Float32Array): Float32Array;
};

type LayerNorm = { scale: Float32Array; shift: Float32Array };
type TransformerLayer = Record<"query" | "key" | "value" | "join" | "widen" | "narrow", Dense> &
  Record<"first" | "second", LayerNorm>;
type Arrays = ReadonlyMap<string, NumberArray>;

/** Numbers that stand for a piece, and into how many heads attention splits them. */
export const width = 384;
const heads = 12;
const headWidth = width / heads;

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
      join: dense("join"),
      widen: dense("widen"),
      narrow: dense("narrow"),
    };
    layers.push({ ...parts, first: normOf(arrays, `layer${at}.first`), second: normOf(arrays, `layer${at}.second`) });
  }
  return layers;
}

/** Numbers a row that the transformer needs of the kernel beside its model, for `rows` rows and `labels` labels. */
export const floatsPerRow = (rows: number, labels: number): number => 11 * width + rows + labels + 1;

/**
 * Makes the transformer of the arrays of its file, which must lie in the kernel's memory, for texts of at most `most`
 * pieces.
 */
export function createTransformer(
  arrays: Arrays,
  kernel: Kernel,
  most: number,
  factHeads: readonly string[] = [],
): Transformer {
  const embed = embedder(arrays);
  const layers = layersOf(arrays);
  const pass = layerPass(kernel, most);
  const outputs = ["meaning", "gate", ...factHeads].map((name) => {
    const by = denseOf(arrays, name);
    return { by, into: kernel.matrix(by.outer) };
  });
  const [state, pooled] = [kernel.matrix(width), kernel.matrix(width)];
  return {
    encode(pieces) {
      embed(pieces, state);
      for (const layer of layers) pass(state, layer, pieces.length);
      return meanOf(state, pieces.length);
    },
    logits(vector) {
      pooled.set(vector);
      kernel.dense(pooled, 1, outputs);
      return Float32Array.from(outputs.flatMap(({ by, into }) => [...into.subarray(0, by.outer)]));
    },
  };
}

/** One layer over the rows of a state, in place. */
function layerPass(kernel: Kernel, most: number): (state: Float32Array, layer: TransformerLayer, rows: number) => void {
  const [query, key, value] = [kernel.matrix(width), kernel.matrix(width), kernel.matrix(width)];
  const [mixed, change, wide] = [kernel.matrix(width), kernel.matrix(width), kernel.matrix(4 * width)];
  const fits = kernel.matrix(most);
  const bendAll = gelu();
  const attend = (rows: number): void => {
    for (let from = 0; from < width; from += headWidth) {
      const head = { rows, step: width, from, size: headWidth };
      kernel.attentionScores(query, key, fits, head);
      for (let row = 0; row < rows; row += 1) softmaxRow(fits, row * rows, rows);
      kernel.applyAttention(fits, value, mixed, head);
    }
  };
  return (state, layer, rows) => {
    kernel.dense(state, rows, [
      { by: layer.query, into: query },
      { by: layer.key, into: key },
      { by: layer.value, into: value },
    ]);
    attend(rows);
    kernel.dense(mixed, rows, [{ by: layer.join, into: change }]);
    addAndNorm(state, change, rows, layer.first);
    kernel.dense(state, rows, [{ by: layer.widen, into: wide }]);
    bendAll(wide, rows * 4 * width);
    kernel.dense(wide, rows, [{ by: layer.narrow, into: change }]);
    addAndNorm(state, change, rows, layer.second);
  };
}

function addAndNorm(state: Float32Array, change: Float32Array, rows: number, norm: LayerNorm): void {
  for (let at = 0; at < rows * width; at += 1) state[at]! += change[at]!;
  layerNorm(state, rows, norm);
}

/** Puts what stands for each piece, and for its place, into the rows. */
function embedder(arrays: Arrays): (pieces: readonly number[], into: Float32Array) => void {
  const weights = arrays.get("words.weights") as Int8Array;
  const scales = floats(arrays, "words.scales");
  const places = floats(arrays, "places");
  const start = normOf(arrays, "start");
  return (pieces, into) => {
    for (const [row, piece] of pieces.entries()) {
      const scale = scales[piece]!;
      for (let at = 0; at < width; at += 1)
        into[row * width + at] = weights[piece * width + at]! * scale + places[row * width + at]!;
    }
    layerNorm(into, pieces.length, start);
  };
}

/** Brings each row to mean 0 and spread 1, then scales and shifts it; in place. */
function layerNorm(state: Float32Array, rows: number, { scale, shift }: LayerNorm): void {
  for (let from = 0; from < rows * width; from += width) {
    let sum = 0;
    let squares = 0;
    for (let at = from; at < from + width; at += 1) sum += state[at]!;
    const mean = sum / width;
    for (let at = from; at < from + width; at += 1) squares += (state[at]! - mean) ** 2;
    const spread = Math.sqrt(squares / width + 1e-12);
    for (let at = 0; at < width; at += 1)
      state[from + at] = ((state[from + at]! - mean) / spread) * scale[at]! + shift[at]!;
  }
}

/** Turns the fits from `from` on into shares that add up to 1; in place. */
function softmaxRow(fits: Float32Array, from: number, rows: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = from; at < from + rows; at += 1) highest = Math.max(highest, fits[at]!);
  let total = 0;
  for (let at = from; at < from + rows; at += 1)
    total += fits[at] = Math.exp((fits[at]! - highest) / Math.sqrt(headWidth));
  for (let at = from; at < from + rows; at += 1) fits[at]! /= total;
}

function meanOf(state: Float32Array, rows: number): Float32Array {
  const mean = new Float32Array(width);
  for (let at = 0; at < rows * width; at += 1) mean[at % width]! += state[at]! / rows;
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

/** Where the bend is looked up: in steps of 1/256 up to 6 on both sides, beyond which it is 0 or 1. */
const bend = { steps: 256, reach: 6 };

/**
 * Makes the Gaussian error linear unit (Hendrycks and Gimpel 2016), in place; looked up, since it is wanted for 9,000
 * numbers a piece.
 */
function gelu(): (state: Float32Array, numbers: number) => void {
  const shares = Float64Array.from({ length: 2 * bend.reach * bend.steps + 2 }, (_, at) => {
    const x = at / bend.steps - bend.reach;
    return 0.5 * (1 + Math.sign(x) * erf(Math.abs(x) * Math.SQRT1_2));
  });
  return (state, numbers) => {
    for (let at = 0; at < numbers; at += 1) {
      const x = state[at]!;
      const place = (Math.min(Math.max(x, -bend.reach), bend.reach) + bend.reach) * bend.steps;
      const below = Math.floor(place);
      const share = shares[below]! + (place - below) * (shares[below + 1]! - shares[below]!);
      state[at] = x * share;
    }
  };
}
