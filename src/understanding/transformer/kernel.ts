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

/**
 * All that is worked on lies in the kernel's memory: the model from the start of `model` on, and what `matrix` gives.
 */
export type Kernel = {
  model: Uint8Array<ArrayBuffer>;
  /** Room for so many rows, one after the other, with whatever lies there. */
  matrix(width: number): Float32Array;
  /** Multiplies the first `rows` rows of `input` with each of the weights and adds their bias. */
  dense(input: Float32Array, rows: number, products: readonly Product[]): void;
  /** How well the query of each row fits the key of each: `rows` × `rows` numbers. */
  attentionScores(query: Float32Array, key: Float32Array, fits: Float32Array, head: Head): void;
  /** The sum of the values by row, each as much as `fits` says. */
  applyAttention(fits: Float32Array, value: Float32Array, into: Float32Array, head: Head): void;
};

/** Node has it, but its types come with those of browsers alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};
/** The parameters of each stand in `kernel.wat`. */
type Exports = { memory: { buffer: ArrayBuffer; grow(pages: number): void } } & Record<
  "round" | "multiply" | "fit" | "mix",
  (...at: number[]) => void
>;

const page = 65_536;
/** Values are rounded to so many steps: the sum of 1,536 products with a byte still fits 32 bits. */
const finest = 2047;

/**
 * Makes a kernel with room for a model of `size` bytes and for `matrices` numbers a row beside it; `rows` rows at most,
 * of at most `widest` numbers.
 */
export function createKernel(options: { size: number; rows: number; widest: number; matrices: number }): Kernel {
  // Rows are taken four at a time.
  const rows = Math.ceil(options.rows / 4) * 4;
  const { memory, round, multiply, fit, mix } = new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(new URL("kernel.wasm", import.meta.url))),
  ).exports as Exports;
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
      round(input.byteOffset, 0, unitsAt, count, first.by.inner, finest);
      for (const { by, into } of products) {
        const { weights, scales, bias, inner, outer } = by;
        const padded = Math.ceil(count / 4) * 4;
        multiply(
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
    attentionScores: (query, key, fits, head) =>
      fit(at(query, head), at(key, head), fits.byteOffset, head.rows, head.step * 4, head.size),
    applyAttention: (fits, value, into, head) =>
      mix(fits.byteOffset, at(value, head), at(into, head), head.rows, head.step * 4, head.size),
  };
}

function at({ byteOffset }: Float32Array, { from }: Head): number {
  return byteOffset + from * 4;
}
