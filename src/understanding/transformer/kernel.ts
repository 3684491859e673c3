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

/**
 * Makes a kernel with room for a model of `size` bytes, whose dense layers have `units` outer units at most, and for
 * `matrices` numbers a row beside it; `rows` rows at most, of at most `widest` numbers.
 */
export function createKernel(options: {
  size: number;
  units: number;
  rows: number;
  widest: number;
  matrices: number;
}): Kernel {
  // Rows are taken four at a time.
  const rows = Math.ceil(options.rows / 4) * 4;
  const exports = new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(new URL("kernel.wasm", import.meta.url))),
  ).exports as Exports;
  const { memory } = exports;
  const unitsAt = rows * options.widest;
  const zerosAt = unitsAt + rows * 4;
  const scoresAt = zerosAt + rows * 4;
  const sumsAt = scoresAt + (rows + 4) * 4;
  const matricesAt = sumsAt + options.units * 4;
  const base = Math.ceil((matricesAt + rows * options.matrices * 4) / 16) * 16;
  memory.grow(Math.ceil((base + options.size) / page));
  let freeSums = sumsAt;
  let free = Math.ceil(matricesAt / 16) * 16;
  return {
    model: new Uint8Array(memory.buffer, base, options.size),
    matrix(width) {
      const made = new Float32Array(memory.buffer, free, rows * width);
      free += made.byteLength;
      if (free > base) throw new RangeError(`The kernel has no room for another ${width} numbers a row.`);
      return made;
    },
    denseOf(found) {
      const outer = found.scales.length;
      const inner = found.weights.length / outer;
      const sums = new Int32Array(memory.buffer, freeSums, outer);
      freeSums += sums.byteLength;
      if (freeSums > matricesAt) throw new RangeError(`The kernel has no room for another ${outer} outer units.`);
      for (let unit = 0; unit < outer; unit += 1) {
        let sum = 0;
        for (let at = unit * inner; at < (unit + 1) * inner; at += 1) sum += found.weights[at]!;
        sums[unit] = sum;
      }
      return { ...found, sums, inner, outer };
    },
    dense(input, count, products) {
      const [first] = products;
      if (!first) return;
      exports.quantizeRows(input.byteOffset, 0, unitsAt, zerosAt, count, first.by.inner);
      const padded = Math.ceil(count / 4) * 4;
      for (const { by, into } of products)
        exports.matMul(
          0,
          unitsAt,
          zerosAt,
          by.weights.byteOffset,
          by.scales.byteOffset,
          by.sums.byteOffset,
          by.bias.byteOffset,
          into.byteOffset,
          padded,
          by.inner,
          by.outer,
        );
    },
    attention: ({ query, queries, key, value, rows: count, into, step, from, size, scale }) =>
      exports.attention(
        query.byteOffset + from * 4,
        queries,
        key.byteOffset + from * 4,
        value.byteOffset + from * 4,
        count,
        scoresAt,
        into.byteOffset + from * 4,
        step * 4,
        size,
        scale,
      ),
    add: (numbers, more, count) => exports.add(numbers.byteOffset, more.byteOffset, count),
    layerNorm: (numbers, count, { scale, shift }) =>
      exports.layerNorm(numbers.byteOffset, count, scale.length, scale.byteOffset, shift.byteOffset),
    gelu: (numbers, count) => exports.gelu(numbers.byteOffset, count),
  };
}
