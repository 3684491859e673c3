import type { Sparse } from "../classifier/softmax.ts";

/**
 * A label's mean vector stands for it, the nearest wins (Rocchio's classifier over an inverted index). Less exact than
 * the softmax, but learning costs one pass over the lines however many labels there are.
 */
export function centroidsOf(
  lines: readonly { input: Sparse; label: number }[],
  labels: number,
): (input: Sparse) => number {
  const sums = Array.from({ length: labels }, () => new Map<number, number>());
  for (const { input, label } of lines) {
    const sum = sums[label];
    for (const [i, feature] of input.features.entries())
      sum?.set(feature, (sum.get(feature) ?? 0) + (input.values[i] ?? 0));
  }
  const index = new Map<number, { label: number; weight: number }[]>();
  for (const [label, sum] of sums.entries()) {
    const length = Math.hypot(...sum.values()) || 1;
    for (const [feature, weight] of sum) {
      const list = index.get(feature);
      if (list) list.push({ label, weight: weight / length });
      else index.set(feature, [{ label, weight: weight / length }]);
    }
  }
  return (input) => {
    const scores = new Float64Array(labels);
    for (const [i, feature] of input.features.entries())
      for (const { label, weight } of index.get(feature) ?? [])
        scores[label] = (scores[label] ?? 0) + weight * (input.values[i] ?? 0);
    return scores.indexOf(Math.max(...scores));
  };
}
