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

describe("the transformer gives the logits of the script that trained it", () => {
  it.each(fixtures.map((fixture) => [fixture.text.slice(0, 40), fixture] as const))(
    "%j",
    (_, { text, ids, scores }) => {
      expect(model.tokenIds(text)).toEqual(ids);
      const found = [...model.logits(text)];
      expect(found.length).toBeGreaterThanOrEqual(scores.length);
      for (const [at, score] of scores.entries()) expect(Math.abs(found[at]! - score)).toBeLessThan(0.06);
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
  const { buffer } = parseWat("kernel.wat", readFileSync(new URL("kernel.wat", here), "utf8"), { simd: true }).toBinary(
    {},
  );
  expect(Buffer.from(buffer).equals(readFileSync(new URL("kernel.wasm", here)))).toBe(true);
});

/** Numbers of a matrix that lie in the kernel's memory. */
function filled(kernel: Kernel, width: number, of: (at: number) => number): Float32Array {
  const matrix = kernel.matrix(width);
  matrix.set(matrix.map((_, at) => of(at)));
  return matrix;
}

test.each([
  [1, 3],
  [3, 2],
  [4, 1],
  [5, 3],
])("the kernel multiplies %i rows with %i units as arithmetic does", (rows, outer) => {
  const inner = 16;
  const kernel = createKernel({ size: 128, rows: 8, widest: inner, matrices: inner + outer });
  const floats = (from: number, values: number[]): Float32Array => {
    const made = new Float32Array(kernel.model.buffer, kernel.model.byteOffset + from, values.length);
    made.set(values);
    return made;
  };
  const weights = new Int8Array(kernel.model.buffer, kernel.model.byteOffset, inner * outer);
  weights.set(weights.map((_, at) => ((at * 37) % 255) - 127));
  const by = {
    weights,
    scales: floats(64, [0.5, 1, 2].slice(0, outer)),
    bias: floats(96, [1, 0, -1].slice(0, outer)),
    inner,
    outer,
  };
  const input = filled(kernel, inner, (at) => Math.sin(at));
  const into = kernel.matrix(outer);
  kernel.dense(input, rows, [{ by, into }]);
  for (let row = 0; row < rows; row += 1)
    for (let unit = 0; unit < outer; unit += 1) {
      let sum = 0;
      for (let at = 0; at < inner; at += 1) sum += input[row * inner + at]! * weights[unit * inner + at]!;
      expect(Math.abs(into[row * outer + unit]! - (sum * by.scales[unit]! + by.bias[unit]!))).toBeLessThan(1);
    }
});

test.each([1, 2, 7])("the kernel computes attention of %i rows as arithmetic does", (rows) => {
  const [step, size, from] = [16, 8, 8];
  const kernel = createKernel({ size: 16, rows, widest: step, matrices: 4 * step + rows });
  const query = filled(kernel, step, (at) => Math.sin(at));
  const key = filled(kernel, step, (at) => Math.cos(at * 3));
  const value = filled(kernel, step, (at) => (at % 7) - 3);
  const into = kernel.matrix(step);
  const fits = kernel.matrix(rows);
  const head = { rows, step, from, size };
  kernel.attentionScores(query, key, fits, head);
  kernel.applyAttention(fits, value, into, head);
  const fit = (row: number, other: number): number => {
    let sum = 0;
    for (let at = from; at < from + size; at += 1) sum += query[row * step + at]! * key[other * step + at]!;
    return sum;
  };
  for (let row = 0; row < rows; row += 1)
    for (let at = from; at < from + size; at += 1) {
      let sum = 0;
      for (let other = 0; other < rows; other += 1) sum += fit(row, other) * value[other * step + at]!;
      expect(into[row * step + at]).toBeCloseTo(sum, 3);
    }
});

test("the kernel says when it has no room for another matrix", () => {
  const kernel = createKernel({ size: 16, rows: 4, widest: 16, matrices: 16 });
  kernel.matrix(16);
  expect(() => kernel.matrix(1)).toThrow("The kernel has no room for another 1 numbers a row.");
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
