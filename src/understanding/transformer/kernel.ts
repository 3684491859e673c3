import { readFileSync } from "node:fs";

/**
 * The arithmetic of a transformer in WebAssembly, where four to sixteen numbers are worked on at once; in JavaScript it
 * takes some fifty times as long. `kernel.wat` says how; `npm run wasm` makes `kernel.wasm` of it.
 */

/** Weights as bytes, `outer` rows of any number of bytes; what one unit of a row is worth; what is added. */
export type Weights = { weights: Int8Array; scales: Float32Array; bias: Float32Array };
/** Weights in the kernel's memory, ready to be multiplied: `outer` rows of `inner`, with the sum of each row. */
export type Dense = Weights & { sums: Int32Array; inner: number; outer: number };
/** Weights, and the matrix that takes the product. */
export type Product = { by: Dense; into: Float32Array };
/** Scale and shift of a layer normalisation. */
export type LayerNorm = { scale: Float32Array; shift: Float32Array };
/**
 * One head of attention: `queries` rows of `query`, `rows` of `key` and `value`, the product of two times `scale`. Of the
 * `step` numbers of a row, `size` from `from` on belong to the head.
 */
export type Attention = Record<"query" | "key" | "value" | "into", Float32Array> &
  Record<"queries" | "rows" | "step" | "from" | "size" | "scale", number>;

/** The WebAssembly kernel. Model and matrices are in its memory. */
export type Kernel = {
  model: Uint8Array<ArrayBuffer>;
  /** A matrix of `width` numbers a row, uninitialised. */
  matrix(width: number): Float32Array;
  /** Prepares weights of the model for `dense`; `inner` is a multiple of 32. */
  denseOf(weights: Weights): Dense;
  /** Dense layers: the first `rows` rows of `input` times each of the weights, plus its bias. */
  dense(input: Float32Array, rows: number, products: readonly Product[]): void;
  /** Means of the values, weighted by the softmax of the products of query and keys, by row of the queries. */
  attention(head: Attention): void;
  /** Adds the first `count` numbers of `more` to those of `numbers`. */
  add(numbers: Float32Array, more: Float32Array, count: number): void;
  /** Layer normalisation of `rows` rows, in place. */
  layerNorm(numbers: Float32Array, rows: number, norm: LayerNorm): void;
  /** The Gaussian error linear unit of the first `count` numbers, in place. */
  gelu(numbers: Float32Array, count: number): void;
};

/** Node has it, but its types come with those of browsers alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};
/** The parameters of each stand in `kernel.wat`. */
type Exports = { memory: { buffer: ArrayBuffer; grow(pages: number): void } } & Record<
  "quantizeRows" | "matMul" | "attention" | "add" | "layerNorm" | "gelu",
  (...at: number[]) => void
>;

const page = 65_536;

/** What a kernel has room for; see `createKernel`. */
type Room = { size: number; units: number; rows: number; widest: number; matrices: number };
type Places = Readonly<
  Record<"rows" | "inputs" | "units" | "zeros" | "scores" | "sums" | "matrices" | "model", number>
>;

/** Where things begin in the memory, in bytes. */
function placesOf(room: Room): Places {
  const aligned = (at: number): number => Math.ceil(at / 16) * 16;
  // Rows are taken four at a time.
  const rows = Math.ceil(room.rows / 4) * 4;
  const units = rows * room.widest;
  const zeros = units + rows * 4;
  const scores = zeros + rows * 4;
  const sums = scores + (rows + 4) * 4;
  const matrices = aligned(sums + room.units * 4);
  return { rows, inputs: 0, units, zeros, scores, sums, matrices, model: aligned(matrices + rows * room.matrices * 4) };
}

/**
 * Makes a kernel with room for a model of `size` bytes, whose dense layers have `units` outer units at most, and for
 * `matrices` numbers a row beside it; `rows` rows at most, of at most `widest` numbers.
 */
export function createKernel(room: Room): Kernel {
  const exports = new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(new URL("kernel.wasm", import.meta.url))),
  ).exports as Exports;
  const { memory } = exports;
  const places = placesOf(room);
  memory.grow(Math.ceil((places.model + room.size) / page));
  let free = places.matrices;
  return {
    model: new Uint8Array(memory.buffer, places.model, room.size),
    matrix(width) {
      const made = new Float32Array(memory.buffer, free, places.rows * width);
      free += made.byteLength;
      if (free > places.model) throw new RangeError(`The kernel has no room for another ${width} numbers a row.`);
      return made;
    },
    denseOf: densePreparer(new Int32Array(memory.buffer, places.sums, room.units)),
    dense(input, count, products) {
      const [first] = products;
      if (!first) return;
      const { inputs, units, zeros } = places;
      exports.quantizeRows(input.byteOffset, inputs, units, zeros, count, first.by.inner);
      const padded = Math.ceil(count / 4) * 4;
      for (const { by, into } of products) {
        const of = [by.weights, by.scales, by.sums, by.bias, into].map(({ byteOffset }) => byteOffset);
        exports.matMul(inputs, units, zeros, ...of, padded, by.inner, by.outer);
      }
    },
    attention({ query, queries, key, value, rows, into, step, from, size, scale }) {
      const [q = 0, k = 0, v = 0, out = 0] = [query, key, value, into].map(({ byteOffset }) => byteOffset + from * 4);
      exports.attention(q, queries, k, v, rows, places.scores, out, step * 4, size, scale);
    },
    add: (numbers, more, count) => exports.add(numbers.byteOffset, more.byteOffset, count),
    layerNorm: (numbers, rows, { scale, shift }) =>
      exports.layerNorm(numbers.byteOffset, rows, scale.length, scale.byteOffset, shift.byteOffset),
    gelu: (numbers, count) => exports.gelu(numbers.byteOffset, count),
  };
}

/** Prepares weights one after the other; `room` takes the sums of their rows. */
function densePreparer(room: Int32Array): Kernel["denseOf"] {
  let free = 0;
  return (found) => {
    const outer = found.scales.length;
    const inner = found.weights.length / outer;
    if (free + outer > room.length) throw new RangeError(`The kernel has no room for another ${outer} outer units.`);
    const sums = room.subarray(free, (free += outer));
    for (let unit = 0; unit < outer; unit += 1) {
      let sum = 0;
      for (let at = unit * inner; at < (unit + 1) * inner; at += 1) sum += found.weights[at]!;
      sums[unit] = sum;
    }
    return { ...found, sums, inner, outer };
  };
}
