import { readFileSync } from "node:fs";

/**
 * The arithmetic of a transformer in WebAssembly, where four or eight numbers are worked on at once; in JavaScript it
 * takes some thirty times as long. `kernel.wat` says how; `npm run wasm` makes `kernel.wasm` of it.
 */

/**
 * Weights as bytes that lie in the kernel's memory, `outer` rows of `inner`; what one unit of a row is worth; what is
 * added.
 */
export type Dense = { weights: Int8Array; scales: Float32Array; bias: Float32Array; inner: number; outer: number };
/** Weights, and the matrix that takes the product. */
export type Product = { by: Dense; into: Float32Array };
/** Rows of `step` numbers, of which `size` from `from` on belong to the head. */
export type Head = { rows: number; step: number; from: number; size: number };

/** The WebAssembly kernel. Model and matrices are in its memory. */
export type Kernel = {
  model: Uint8Array<ArrayBuffer>;
  /** A matrix of `width` numbers a row, uninitialised. */
  matrix(width: number): Float32Array;
  /** Dense layers: the first `rows` rows of `input` times each of the weights, plus its bias. */
  dense(input: Float32Array, rows: number, products: readonly Product[]): void;
  /** QKᵀ of one head: `rows` × `rows` numbers. */
  attentionScores(query: Float32Array, key: Float32Array, scores: Float32Array, head: Head): void;
  /** The values weighted by the attention of one head, by row. */
  applyAttention(scores: Float32Array, value: Float32Array, into: Float32Array, head: Head): void;
};

/** Node has it, but its types come with those of browsers alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};
/** The parameters of each stand in `kernel.wat`. */
type Exports = { memory: { buffer: ArrayBuffer; grow(pages: number): void } } & Record<
  "quantizeRows" | "matMul" | "attentionScores" | "applyAttention",
  (...at: number[]) => void
>;

const page = 65_536;
/** Quantisation range of the inputs: the sum of 1,536 products with a byte still scores 32 bits. */
const maxQuantized = 2047;

/**
 * Makes a kernel with room for a model of `size` bytes and for `matrices` numbers a row beside it; `rows` rows at most,
 * of at most `widest` numbers.
 */
export function createKernel(options: { size: number; rows: number; widest: number; matrices: number }): Kernel {
  // Rows are taken four at a time.
  const rows = Math.ceil(options.rows / 4) * 4;
  const exports = new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(new URL("kernel.wasm", import.meta.url))),
  ).exports as Exports;
  const { memory } = exports;
  const unitsAt = rows * options.widest * 2;
  const matricesAt = unitsAt + rows * 4;
  const base = matricesAt + rows * options.matrices * 4;
  memory.grow(Math.ceil((base + options.size) / page));
  let free = matricesAt;
  return {
    model: new Uint8Array(memory.buffer, base, options.size),
    matrix(width) {
      const made = new Float32Array(memory.buffer, free, rows * width);
      free += made.byteLength;
      if (free > base) throw new RangeError(`The kernel has no room for another ${width} numbers a row.`);
      return made;
    },
    dense(input, count, products) {
      const [first] = products;
      if (!first) return;
      exports.quantizeRows(input.byteOffset, 0, unitsAt, count, first.by.inner, maxQuantized);
      for (const { by, into } of products) {
        const { weights, scales, bias, inner, outer } = by;
        const padded = Math.ceil(count / 4) * 4;
        exports.matMul(
          0,
          unitsAt,
          weights.byteOffset,
          scales.byteOffset,
          bias.byteOffset,
          into.byteOffset,
          padded,
          inner,
          outer,
        );
      }
    },
    attentionScores: (query, key, scores, head) =>
      exports.attentionScores(at(query, head), at(key, head), scores.byteOffset, head.rows, head.step * 4, head.size),
    applyAttention: (scores, value, into, head) =>
      exports.applyAttention(scores.byteOffset, at(value, head), at(into, head), head.rows, head.step * 4, head.size),
  };
}

function at({ byteOffset }: Float32Array, { from }: Head): number {
  return byteOffset + from * 4;
}
