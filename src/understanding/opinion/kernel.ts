import { readFileSync } from "node:fs";

/**
 * Products of whole numbers in WebAssembly, where eight are multiplied at once; in JavaScript they take some thirty times as long.
 * `multiply.wat` says how; `npm run wasm` makes `multiply.wasm` of it.
 */

/** Weights as bytes that lie in the kernel's memory, `outer` rows of `inner`; what one unit of a row is worth; what is added. */
export type Dense = { weights: Int8Array; scales: Float32Array; bias: Float32Array; inner: number; outer: number };

/** `memory` holds the model from `base` on; `dense` multiplies `rows` rows of `input` with the weights of each of `by`. */
export type Kernel = { model: Uint8Array<ArrayBuffer>; dense(input: Float32Array, rows: number, by: readonly Dense[]): Float32Array[] };

/** Node has it, but its types come with those of browsers alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};
type Memory = { buffer: ArrayBuffer; grow(pages: number): void };

/** Where each begins in the memory, then how many. */
type Multiply = (...at: [inputs: number, weights: number, sums: number, rows: number, inner: number, outer: number]) => void;

const page = 65_536;
/** Values are rounded to so many steps: the sum of 1,536 products with a byte still fits 32 bits. */
const finest = 2047;
/** Rows are taken four at a time. */
const paddedRows = (rows: number): number => Math.ceil(rows / 4) * 4;

/** Makes a kernel with room for a model of `size` bytes and for `rows` rows of at most `widest` numbers. */
export function makeKernel(options: { size: number; rows: number; widest: number }): Kernel {
  const room = paddedRows(options.rows) * options.widest;
  const sumsAt = room * 2;
  const base = sumsAt + room * 4;
  const { memory, multiply } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(new URL("multiply.wasm", import.meta.url)))).exports as {
    memory: Memory;
    multiply: Multiply;
  };
  memory.grow(Math.ceil((base + options.size) / page));
  const inputs = new Int16Array(memory.buffer, 0, room);
  const sums = new Int32Array(memory.buffer, sumsAt, room);
  return {
    model: new Uint8Array(memory.buffer, base, options.size),
    dense(input, rows, by) {
      const scales = roundRows(input, rows, inputs);
      return by.map((part) => {
        multiply(0, part.weights.byteOffset, sumsAt, paddedRows(rows), part.inner, part.outer);
        return scaled(sums, scales, part);
      });
    },
  };
}

/** Rounds each row by its own largest number; what a unit is worth in each. */
function roundRows(input: Float32Array, rows: number, into: Int16Array): Float64Array {
  const inner = input.length / rows;
  const scales = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const from = row * inner;
    let largest = 1e-9;
    for (let at = from; at < from + inner; at += 1) largest = Math.max(largest, Math.abs(input[at]!));
    const unit = largest / finest;
    scales[row] = unit;
    const times = 1 / unit;
    // Storing cuts the fraction off; `Math.round` would take a fifth of all the time.
    for (let at = from; at < from + inner; at += 1) {
      const value = input[at]! * times;
      into[at] = value < 0 ? value - 0.5 : value + 0.5;
    }
  }
  return scales;
}

function scaled(sums: Int32Array, rowScales: Float64Array, { scales, bias, outer }: Dense): Float32Array {
  const out = new Float32Array(rowScales.length * outer);
  for (let row = 0; row < rowScales.length; row += 1) {
    const scale = rowScales[row]!;
    for (let unit = 0; unit < outer; unit += 1) out[row * outer + unit] = sums[row * outer + unit]! * scale * scales[unit]! + bias[unit]!;
  }
  return out;
}
