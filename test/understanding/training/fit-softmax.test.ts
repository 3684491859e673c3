import { describe, expect, it, test } from "vitest";

import type { Sparse } from "../../../src/understanding/classifier/softmax.ts";
import { type Fitted, fitSoftmax, type WeightedExample } from "../../../src/understanding/training/fit-softmax.ts";
import { minimise } from "../../../src/understanding/training/lbfgs.ts";

const options = { l2: 1e-4, smoothing: 0.05, maxIterations: 60 };
const features = 1_200;

/** Each label has features of its own, of which a line holds two, and all lines hold some of the common ones. */
function linesOf(labels: number, count: (label: number) => number): WeightedExample[] {
  return Array.from({ length: labels }, (_, label) =>
    Array.from({ length: count(label) }, (__, at) => {
      const own = [label * 3 + (at % 3), label * 3 + ((at + 1) % 3)].toSorted((a, b) => a - b);
      const ids = [...own, 1_000 + (at % 200)];
      return {
        input: { features: Uint32Array.from(ids), values: Float32Array.from([0.7, 0.6, 0.3]) },
        label,
        weight: 1,
      };
    }),
  ).flat();
}

function bestOf({ weights, bias }: Fitted, { features: ids, values }: Sparse): number {
  const scores = Array.from(bias, (start, label) =>
    ids.reduce((sum, id, at) => sum + values[at]! * weights[id * bias.length + label]!, start),
  );
  return scores.indexOf(Math.max(...scores));
}

const right = (lines: readonly WeightedExample[], fitted: Fitted): number =>
  lines.filter(({ input, label }) => bestOf(fitted, input) === label).length / lines.length;

describe("labels of few lines among many", () => {
  const lines = linesOf(150, (label) => (label % 10 === 0 ? 60 : 6));
  const fitted = fitSoftmax(lines, { ...options, features, labels: 150 });
  it("are told apart as the others are", () => expect(right(lines, fitted)).toBe(1));
  it("have weights for the features of their own lines alone, the others for all that any line holds", () => {
    const weightsOf = (label: number): number[] =>
      Array.from({ length: features }, (_, id) => id).filter((id) => fitted.weights[id * 150 + label] !== 0);
    expect(weightsOf(7).every((id) => (id >= 21 && id < 24) || (id >= 1_000 && id < 1_006))).toBe(true);
    expect(weightsOf(10).length).toBeGreaterThan(400);
  });
});

test("few labels all have weights for all features", () => {
  const lines = linesOf(20, () => 6);
  const fitted = fitSoftmax(lines, { ...options, features, labels: 20 });
  expect(right(lines, fitted)).toBe(1);
  expect(fitted.weights[7]).not.toBe(0);
});

test("a curved valley is followed to its lowest point", () => {
  const found = minimise(
    2,
    (x, gradient) => {
      const [a = 0, b = 0] = x;
      gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
      gradient[1] = 200 * (b - a * a);
      return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    },
    { maxIterations: 200, tolerance: 0, historySize: 6 },
  );
  expect([...found].map((one) => Number(one.toFixed(3)))).toEqual([1, 1]);
});
