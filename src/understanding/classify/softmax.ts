/** A linear softmax over sparse features, its weights kept as bytes with one scale a label. */
export type Linear = {
  labels: number;
  /** Weights of a feature's labels one after the other: `weights[feature * labels + label]`. */
  weights: Int8Array;
  /** What one unit of a weight is worth, by label. */
  scales: Float32Array;
  bias: Float32Array;
};

/** Sparse vector: `values[i]` stands at feature `features[i]`. */
export type Sparse = { features: Uint32Array; values: Float32Array };

/** Scores before softmax. */
export function scores(model: Linear, input: Sparse): Float64Array {
  const { labels, weights, scales, bias } = model;
  const sums = new Float64Array(labels);
  for (let i = 0; i < input.features.length; i += 1) {
    const value = input.values[i] ?? 0;
    const row = (input.features[i] ?? 0) * labels;
    for (let label = 0; label < labels; label += 1) sums[label]! += value * (weights[row + label] ?? 0);
  }
  for (let label = 0; label < labels; label += 1) sums[label] = (sums[label] ?? 0) * (scales[label] ?? 0) + (bias[label] ?? 0);
  return sums;
}

/** Probabilities from scores; stable for large numbers. */
export function softmax(raw: Float64Array): Float64Array {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of raw) highest = Math.max(highest, score);
  const powers = raw.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Logarithms of probabilities from scores. */
export const logarithms = (raw: Float64Array): Float64Array => softmax(raw).map((part) => Math.log(Math.max(part, 1e-12)));
