import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { staticEncoder } from "../../src/understanding/classifier/static-vectors.ts";

const folder = new URL("../../knowledge/models/", import.meta.url);
const encoder = staticEncoder(readFileSync(new URL("table.bin", folder)));
type Fixture = { text: string; ids: number[]; rows: number[]; first8: number[]; norm: number };
const fixtures = JSON.parse(readFileSync(new URL("fixtures.json", folder), "utf8")) as Fixture[];

describe("the encoder reads texts as the script that made its table", () => {
  it.each(fixtures.map((fixture) => [fixture.text.slice(0, 40), fixture] as const))(
    "%j",
    (_, { text, ids, rows, first8, norm }) => {
      expect(encoder.tokenIds(text)).toEqual(ids);
      expect(encoder.rowIds(text)).toEqual(rows);
      const vector = encoder.encode(text);
      for (const [at, value] of first8.entries()) expect(vector[at]).toBeCloseTo(value, 4);
      expect(Math.hypot(...vector)).toBeCloseTo(norm, 4);
    },
  );

  it("puts texts of one meaning closer together than others", () => {
    const near = (a: string, b: string): number =>
      encoder.encode(a).reduce((sum, part, at) => sum + part * (encoder.encode(b)[at] ?? 0), 0);
    expect(near("how long does it take to repair", "how many minutes do the fixes need")).toBeGreaterThan(
      near("how long does it take to repair", "please connect me to a person"),
    );
  });
});
