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

/**
 * Scores before softmax. Plain loops here and below: with closures (`map`, `reduce`) over typed arrays these few lines took half of
 * what understanding a text costs.
 */
export function scores(model: Linear, input: Sparse): Float64Array {
  const { labels, weights, scales, bias } = model;
  const { features, values } = input;
  const sums = new Float64Array(labels);
  for (let i = 0; i < features.length; i += 1) {
    const value = values[i]!;
    const row = features[i]! * labels;
    for (let label = 0; label < labels; label += 1) sums[label]! += value * weights[row + label]!;
  }
  for (let label = 0; label < labels; label += 1) sums[label] = sums[label]! * scales[label]! + bias[label]!;
  return sums;
}

/** Probabilities from scores; stable for large numbers. */
export function softmax(raw: Float64Array): Float64Array {
  const powers = new Float64Array(raw.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < raw.length; at += 1) highest = Math.max(highest, raw[at]!);
  let total = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const power = Math.exp(raw[at]! - highest);
    powers[at] = power;
    total += power;
  }
  for (let at = 0; at < raw.length; at += 1) powers[at]! /= total;
  return powers;
}

/** Logarithms of probabilities from scores. */
export function logarithms(raw: Float64Array): Float64Array {
  const parts = softmax(raw);
  for (let at = 0; at < parts.length; at += 1) parts[at] = Math.log(Math.max(parts[at]!, 1e-12));
  return parts;
}
