import { readFileSync, statSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import wabt from "wabt";
import { loadKnowledge } from "../../../knowledge/load.ts";
import { openEncoder, transformerFile } from "../../../src/understanding/load-models.ts";
import { joinedEncoder } from "../../../src/understanding/transformer/load-transformer.ts";
import { type Kernel, createKernel } from "../../../src/understanding/transformer/kernel.ts";
import { openTransformer } from "../../../src/understanding/transformer/load-transformer.ts";

const here = new URL("../../../src/understanding/transformer/", import.meta.url);
const fixtures = JSON.parse(
  readFileSync(new URL("../../../knowledge/models/transformer-fixtures.json", import.meta.url), "utf8"),
) as Fixture[];
type Fixture = { text: string; ids: number[]; scores: number[] };
const model = openTransformer(transformerFile);

/**
 * The script computes in single precision; here, what goes into a dense layer is rounded to 127 steps of its row's range.
 * Through six layers this moves an output by 0.05 in the mean and 0.24 at most in these texts, whose outputs range from -4
 * to 6. A wrong kernel is off by whole numbers. `docs/measurements.md` shows that labels and facts stay.
 */
const tolerance = { most: 0.4, mean: 0.12 };
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("the transformer gives the logits of the script that trained it", () => {
  it.each(fixtures.map((fixture) => [fixture.text.slice(0, 40), fixture] as const))(
    "%j",
    (_, { text, ids, scores }) => {
      expect(model.tokenIds(text)).toEqual(ids);
      const found = [...model.logits(text)];
      expect(found.length).toBeGreaterThanOrEqual(scores.length);
      const deviations = scores.map((score, at) => Math.abs(found[at]! - score));
      expect(Math.max(...deviations)).toBeLessThan(tolerance.most);
      expect(meanOf(deviations)).toBeLessThan(tolerance.mean);
    },
  );
  it("knows labels of ours alone", () =>
    expect([...loadKnowledge().phrasings.keys()]).toEqual(expect.arrayContaining([...model.layout.labels])));
  it("answers the same on every call", () =>
    expect(model.logits("still broken")).toEqual(model.logits("still broken")));
  it("has a file of 20 MB at most", () => expect(statSync(transformerFile).size).toBeLessThan(20_000_000));
});

test("the kernel's bytes are those of its source (else: npm run wasm)", async () => {
  const { parseWat } = await wabt();
  const { buffer } = parseWat("kernel.wat", readFileSync(new URL("kernel.wat", here), "utf8"), {
    simd: true,
    relaxed_simd: true,
  }).toBinary({});
  expect(Buffer.from(buffer).equals(readFileSync(new URL("kernel.wasm", here)))).toBe(true);
});

/** Numbers of a matrix that lie in the kernel's memory. */
function filled(kernel: Kernel, width: number, of: (at: number) => number): Float32Array {
  const matrix = kernel.matrix(width);
  matrix.set(matrix.map((_, at) => of(at)));
  return matrix;
}

/** A row as the kernel rounds it: 127 steps of its range, zero included. */
function rounded(row: Float32Array): { steps: number[]; unit: number } {
  const low = Math.max(0, ...row.map((value) => -value));
  const unit = (Math.max(0, ...row) + low) / 127;
  const zero = Math.round(low / unit);
  return { steps: [...row].map((value) => Math.min(127, Math.round(value / unit) + zero) - zero), unit };
}

test.each([
  [1, 3],
  [3, 2],
  [4, 1],
  [5, 3],
])(
  "the kernel multiplies %i rows with %i units as arithmetic on whole numbers does, at the ends of bytes too",
  (rows, outer) => {
    const inner = 64;
    const kernel = createKernel({ size: 512, units: outer, rows: 8, widest: inner, matrices: inner + outer });
    const floats = (from: number, values: number[]): Float32Array => {
      const made = new Float32Array(kernel.model.buffer, kernel.model.byteOffset + from, values.length);
      made.set(values);
      return made;
    };
    const weights = new Int8Array(kernel.model.buffer, kernel.model.byteOffset, inner * outer);
    // The second unit is the one whose pairs of products are the largest.
    weights.set(weights.map((_, at) => (at >= inner && at < 2 * inner ? 127 : ((at * 37) % 255) - 127)));
    const scales = floats(256, [0.5, 1, 2].slice(0, outer));
    const bias = floats(288, [1, 0, -1].slice(0, outer));
    const by = kernel.denseOf({ weights, scales, bias });
    // The second row is all at one end of its range.
    const input = filled(kernel, inner, (at) => (at >= inner && at < 2 * inner ? 1.5 : Math.sin(at)));
    const into = kernel.matrix(outer);
    kernel.dense(input, rows, [{ by, into }]);
    for (let row = 0; row < rows; row += 1) {
      const { steps, unit } = rounded(input.subarray(row * inner, (row + 1) * inner));
      for (let at = 0; at < outer; at += 1) {
        const sum = steps.reduce((total, step, place) => total + step * weights[at * inner + place]!, 0);
        expect(into[row * outer + at]! / (sum * unit * scales[at]! + bias[at]!)).toBeCloseTo(1, 5);
      }
    }
  },
);

test.each([1, 2, 7, 8])("the kernel computes attention of %i rows as arithmetic does", (rows) => {
  const [step, size, from, scale] = [32, 16, 16, 0.25];
  const kernel = createKernel({ size: 16, units: 0, rows, widest: step, matrices: 4 * step });
  const query = filled(kernel, step, (at) => Math.sin(at));
  const key = filled(kernel, step, (at) => Math.cos(at * 3) * 8);
  const value = filled(kernel, step, (at) => (at % 7) - 3);
  const into = kernel.matrix(step);
  kernel.attention({ query, key, value, into, queries: rows, rows, step, from, size, scale });
  const places = Array.from({ length: rows }, (_, row) => row);
  const product = (row: number, other: number): number => {
    let sum = 0;
    for (let at = from; at < from + size; at += 1) sum += query[row * step + at]! * key[other * step + at]!;
    return sum;
  };
  for (const row of places) {
    const powers = places.map((other) => Math.exp(scale * product(row, other)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let at = from; at < from + size; at += 1) {
      const mean = powers.reduce((sum, power, other) => sum + (power / total) * value[other * step + at]!, 0);
      expect(into[row * step + at]).toBeCloseTo(mean, 4);
    }
  }
});

test("the kernel adds, normalises rows and takes the Gaussian error linear unit as arithmetic does", () => {
  const width = 32;
  const kernel = createKernel({ size: 16, units: 0, rows: 4, widest: width, matrices: 5 * width });
  const numbers = filled(kernel, width, (at) => at / 8 - 8);
  const [gelu, scale, shift] = [filled(kernel, width, (at) => at / 8 - 8), kernel.matrix(width), kernel.matrix(width)];
  // Values of a table of the normal distribution: Φ(-2), Φ(-1), Φ(-0.5), Φ(0), Φ(0.5), Φ(1), Φ(2).
  const distribution = new Map([
    [-8, 0],
    [-2, 0.02275],
    [-1, 0.158655],
    [-0.5, 0.308538],
    [0, 0.5],
    [0.5, 0.691462],
    [1, 0.841345],
    [2, 0.97725],
    [7.5, 1],
  ]);
  kernel.gelu(gelu, gelu.length);
  for (const [x, share] of distribution) expect(gelu[(x + 8) * 8]).toBeCloseTo(x * share, 4);

  const norm = { scale: scale.subarray(0, width).fill(2), shift: shift.subarray(0, width).fill(1) };
  kernel.add(numbers, numbers, 2 * width);
  expect([numbers[0], numbers[2 * width - 1], numbers[2 * width]]).toEqual([-16, -0.25, 0]);
  kernel.layerNorm(numbers, 2, norm);
  for (const row of [0, 1]) {
    const values = [...numbers.subarray(row * width, (row + 1) * width)];
    expect(meanOf(values)).toBeCloseTo(1, 4);
    expect(Math.sqrt(meanOf(values.map((value) => (value - 1) ** 2)))).toBeCloseTo(2, 3);
  }
  expect(numbers[2 * width]).toBe(0);
});

test("the kernel says when it has no room for another matrix", () => {
  const kernel = createKernel({ size: 64, units: 1, rows: 4, widest: 16, matrices: 16 });
  kernel.matrix(16);
  expect(() => kernel.matrix(1)).toThrow("The kernel has no room for another 1 numbers a row.");
  const two = { weights: new Int8Array(64), scales: new Float32Array(2), bias: new Float32Array(2) };
  expect(() => kernel.denseOf(two)).toThrow("The kernel has no room for another 2 outer units.");
});

test("a joined vector holds the table's and the second reader's, each of length one, and is made once", () => {
  const table = openEncoder();
  let read = 0;
  const joined = joinedEncoder(table, { width: model.width, encode: (text) => ((read += 1), model.encode(text)) });
  const vector = joined.encode("still broken");
  expect(joined.encode("still broken")).toBe(vector);
  expect(read).toBe(1);
  expect(vector.length).toBe(table.size + model.width);
  expect(vector.subarray(0, table.size)).toEqual(table.encode("still broken"));
  expect(Math.hypot(...vector.subarray(table.size))).toBeCloseTo(1, 5);
});
