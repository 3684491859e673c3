import type { Dense, Kernel } from "./kernel.ts";
import type { NumberArray } from "../classify/array-file.ts";

/**
 * A small BERT (Devlin et al. 2019) read forwards: layers of attention and of two dense ones, each followed by a norm, then the mean of
 * what is left of the pieces. `knowledge/encoder/opinion.py` trains it and says in which form its numbers lie.
 */

/** Numbers of a text's pieces in; the labels' scores out, the last one's being that of "none of ours". */
export type Transformer = (pieces: readonly number[]) => Float32Array;

type Norm = { scale: Float32Array; shift: Float32Array };
type Layer = Record<"query" | "key" | "value" | "join" | "widen" | "narrow", Dense> & Record<"first" | "second", Norm>;
type Arrays = ReadonlyMap<string, NumberArray>;

/** Numbers that stand for a piece, and into how many heads attention splits them. */
export const width = 384;
const heads = 12;
const headWidth = width / heads;

const floats = (arrays: Arrays, name: string): Float32Array => arrays.get(name) as Float32Array;

function denseOf(arrays: Arrays, name: string): Dense {
  const weights = arrays.get(`${name}.weights`) as Int8Array;
  const scales = floats(arrays, `${name}.scales`);
  return { weights, scales, bias: floats(arrays, `${name}.bias`), inner: weights.length / scales.length, outer: scales.length };
}

const normOf = (arrays: Arrays, name: string): Norm => ({ scale: floats(arrays, `${name}.scale`), shift: floats(arrays, `${name}.shift`) });

function layersOf(arrays: Arrays): Layer[] {
  const layers: Layer[] = [];
  for (let at = 0; arrays.has(`layer${at}.query.weights`); at += 1) {
    const dense = (part: string): Dense => denseOf(arrays, `layer${at}.${part}`);
    const parts = { query: dense("query"), key: dense("key"), value: dense("value"), join: dense("join"), widen: dense("widen"), narrow: dense("narrow") };
    layers.push({ ...parts, first: normOf(arrays, `layer${at}.first`), second: normOf(arrays, `layer${at}.second`) });
  }
  return layers;
}

/** Makes the transformer of the arrays of its file, which must lie in the kernel's memory. */
export function transformer(arrays: Arrays, kernel: Kernel): Transformer {
  const words = { weights: arrays.get("words.weights") as Int8Array, scales: floats(arrays, "words.scales") };
  const places = floats(arrays, "places");
  const start = normOf(arrays, "start");
  const layers = layersOf(arrays);
  const meaning = denseOf(arrays, "meaning");
  const gate = denseOf(arrays, "gate");
  const by = (input: Float32Array, rows: number, part: Dense): Float32Array => kernel.dense(input, rows, [part])[0]!;
  const bent = bender();
  const embed = (pieces: readonly number[]): Float32Array => {
    const sum = new Float32Array(pieces.length * width);
    for (const [row, piece] of pieces.entries()) {
      const scale = words.scales[piece]!;
      for (let at = 0; at < width; at += 1) sum[row * width + at] = words.weights[piece * width + at]! * scale + places[row * width + at]!;
    }
    return normed(sum, start);
  };
  return (pieces) => {
    const rows = pieces.length;
    let state = embed(pieces);
    for (const layer of layers) {
      const [query, key, value] = kernel.dense(state, rows, [layer.query, layer.key, layer.value]);
      state = normed(added(by(attended(query!, key!, value!, rows), rows, layer.join), state), layer.first);
      state = normed(added(by(bent(by(state, rows, layer.widen)), rows, layer.narrow), state), layer.second);
    }
    const [said, none] = kernel.dense(meanOf(state, rows), 1, [meaning, gate]);
    return Float32Array.from([...said!, ...none!]);
  };
}

function added(sum: Float32Array, other: Float32Array): Float32Array {
  for (let at = 0; at < sum.length; at += 1) sum[at]! += other[at]!;
  return sum;
}

/** Each row brought to mean 0 and spread 1, then scaled and shifted; in place. */
function normed(state: Float32Array, { scale, shift }: Norm): Float32Array {
  for (let from = 0; from < state.length; from += width) {
    let sum = 0;
    let squares = 0;
    for (let at = from; at < from + width; at += 1) sum += state[at]!;
    const mean = sum / width;
    for (let at = from; at < from + width; at += 1) squares += (state[at]! - mean) ** 2;
    const spread = Math.sqrt(squares / width + 1e-12);
    for (let at = 0; at < width; at += 1) state[from + at] = ((state[from + at]! - mean) / spread) * scale[at]! + shift[at]!;
  }
  return state;
}

/** Attention by heads: each row becomes a mean of the values, weighted by how well its query fits their keys. */
function attended(query: Float32Array, key: Float32Array, value: Float32Array, rows: number): Float32Array {
  const out = new Float32Array(rows * width);
  const fits = new Float64Array(rows);
  for (let head = 0; head < width; head += headWidth)
    for (let row = 0; row < rows; row += 1) {
      const from = row * width + head;
      fitInto(fits, query, key, from);
      mixInto(out, value, fits, from);
    }
  return out;
}

/** The values of the head that begins at `from` in its row, each as much as it fits. */
function mixInto(out: Float32Array, value: Float32Array, fits: Float64Array, from: number): void {
  for (let other = 0; other < fits.length; other += 1) {
    const fit = fits[other]!;
    const at = other * width + (from % width);
    for (let one = 0; one < headWidth; one += 1) out[from + one]! += fit * value[at + one]!;
  }
}

/** How well the query at `from` fits each key of its head; the fits add up to 1. */
function fitInto(fits: Float64Array, query: Float32Array, key: Float32Array, from: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let other = 0; other < fits.length; other += 1) {
    const at = other * width + (from % width);
    let sum = 0;
    for (let one = 0; one < headWidth; one += 1) sum += query[from + one]! * key[at + one]!;
    fits[other] = sum / Math.sqrt(headWidth);
    highest = Math.max(highest, fits[other]!);
  }
  let total = 0;
  for (let other = 0; other < fits.length; other += 1) total += fits[other] = Math.exp(fits[other]! - highest);
  for (let other = 0; other < fits.length; other += 1) fits[other]! /= total;
}

function meanOf(state: Float32Array, rows: number): Float32Array {
  const mean = new Float32Array(width);
  for (let at = 0; at < state.length; at += 1) mean[at % width]! += state[at]! / rows;
  return mean;
}

/** The error function within 1.5e-7 (Abramowitz and Stegun 7.1.26), for numbers from 0. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  return 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
}

/** Where the bend is looked up: in steps of 1/256 up to 6 on both sides, beyond which it is 0 or 1. */
const bend = { steps: 256, reach: 6 };

/** Makes the Gaussian error linear unit (Hendrycks and Gimpel 2016), in place; looked up, since it is wanted for 9,000 numbers a piece. */
function bender(): (state: Float32Array) => Float32Array {
  const shares = Float64Array.from({ length: 2 * bend.reach * bend.steps + 2 }, (_, at) => {
    const x = at / bend.steps - bend.reach;
    return 0.5 * (1 + Math.sign(x) * erf(Math.abs(x) * Math.SQRT1_2));
  });
  return (state) => {
    for (let at = 0; at < state.length; at += 1) {
      const x = state[at]!;
      const place = (Math.min(Math.max(x, -bend.reach), bend.reach) + bend.reach) * bend.steps;
      const below = Math.floor(place);
      const share = shares[below]! + (place - below) * (shares[below + 1]! - shares[below]!);
      state[at] = x * share;
    }
    return state;
  };
}
