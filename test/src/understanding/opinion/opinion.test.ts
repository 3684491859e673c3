import { readFileSync, statSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import wabt from "wabt";
import { loadKnowledge } from "../../../../knowledge/load.ts";
import { opinionFile } from "../../../../src/understanding/open.ts";
import { makeKernel } from "../../../../src/understanding/opinion/kernel.ts";
import { openOpinion } from "../../../../src/understanding/opinion/open-opinion.ts";

const here = new URL("../../../../src/understanding/opinion/", import.meta.url);
const fixtures = JSON.parse(readFileSync(new URL("../../../../knowledge/encoder/opinion-fixtures.json", import.meta.url), "utf8")) as Fixture[];
type Fixture = { text: string; ids: number[]; scores: number[] };
const model = openOpinion(opinionFile);

describe("the second reader reads texts as the script that trained it", () => {
  it.each(fixtures.map((fixture) => [fixture.text.slice(0, 40), fixture] as const))("%j", (_, { text, ids, scores }) => {
    expect(model.piecesOf(text)).toEqual(ids);
    const found = [...model.scores(text)];
    expect(found.length).toBe(scores.length);
    for (const [at, score] of scores.entries()) expect(Math.abs(found[at]! - score)).toBeLessThan(0.06);
  });
  it("knows labels of ours alone", () => expect([...loadKnowledge().phrasings.keys()]).toEqual(expect.arrayContaining([...model.labels])));
  it("answers the same on every call", () => expect(model.scores("still broken")).toEqual(model.scores("still broken")));
  it("has a file of 20 MB at most", () => expect(statSync(opinionFile).size).toBeLessThan(20_000_000));
});

test("the kernel's bytes are those of its source (else: npm run wasm)", async () => {
  const { parseWat } = await wabt();
  const { buffer } = parseWat("multiply.wat", readFileSync(new URL("multiply.wat", here), "utf8"), { simd: true }).toBinary({});
  expect(Buffer.from(buffer).equals(readFileSync(new URL("multiply.wasm", here)))).toBe(true);
});

test.each([1, 3, 4, 5])("the kernel multiplies %i rows as arithmetic does", (rows) => {
  const [inner, outer] = [16, 3];
  const kernel = makeKernel({ size: 64, rows: 8, widest: 16 });
  const weights = new Int8Array(kernel.model.buffer, kernel.model.byteOffset, inner * outer).map((_, at) => ((at * 37) % 255) - 127);
  new Int8Array(kernel.model.buffer, kernel.model.byteOffset, inner * outer).set(weights);
  const inMemory = new Int8Array(kernel.model.buffer, kernel.model.byteOffset, inner * outer);
  const input = Float32Array.from({ length: rows * inner }, (_, at) => Math.sin(at));
  const by = { weights: inMemory, scales: Float32Array.of(0.5, 1, 2), bias: Float32Array.of(1, 0, -1), inner, outer };
  const [found] = kernel.dense(input, rows, [by]);
  for (let row = 0; row < rows; row += 1)
    for (let unit = 0; unit < outer; unit += 1) {
      let sum = 0;
      for (let at = 0; at < inner; at += 1) sum += input[row * inner + at]! * weights[unit * inner + at]!;
      expect(Math.abs(found![row * outer + unit]! - (sum * by.scales[unit]! + by.bias[unit]!))).toBeLessThan(1);
    }
});
