/** A linear softmax over sparse features, its weights kept as bytes with one scale a label. */
export type LinearModel = {
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
 * Scores before softmax. Plain loops here and below: with closures (`map`, `reduce`) over typed arrays these few lines
 * took half of what understanding a text costs.
 */
export function logits(model: LinearModel, input: Sparse): Float64Array {
  const { labels, weights, scales, bias } = model;
  const { features, values } = input;
  const sums = new Float64Array(labels);
  const last = features.length - 1;
  // Four features at a time: the sums are fetched and put back a quarter as often. What is missing at the end counts
  // nothing.
  for (let i = 0; i <= last; i += 4) {
    const value = values[i]!;
    const second = i + 1 <= last ? values[i + 1]! : 0;
    const third = i + 2 <= last ? values[i + 2]! : 0;
    const fourth = i + 3 <= last ? values[i + 3]! : 0;
    const row = features[i]! * labels;
    const secondRow = features[Math.min(i + 1, last)]! * labels;
    const thirdRow = features[Math.min(i + 2, last)]! * labels;
    const fourthRow = features[Math.min(i + 3, last)]! * labels;
    for (let label = 0; label < labels; label += 1) {
      sums[label]! +=
        value * weights[row + label]! +
        second * weights[secondRow + label]! +
        third * weights[thirdRow + label]! +
        fourth * weights[fourthRow + label]!;
    }
  }
  for (let label = 0; label < labels; label += 1) sums[label] = sums[label]! * scales[label]! + bias[label]!;
  return sums;
}

/** The largest of some numbers. */
export function maxOf(numbers: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < numbers.length; at += 1) most = Math.max(most, numbers[at]!);
  return most;
}

/** Probabilities from scores, in their place; stable for large numbers. */
export function softmax(raw: Float64Array): Float64Array {
  const most = maxOf(raw);
  let total = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const power = Math.exp(raw[at]! - most);
    raw[at] = power;
    total += power;
  }
  for (let at = 0; at < raw.length; at += 1) raw[at]! /= total;
  return raw;
}

/** Logarithms of probabilities from scores, in their place. */
export function logSoftmax(raw: Float64Array): Float64Array {
  const most = maxOf(raw);
  let total = 0;
  for (let at = 0; at < raw.length; at += 1) total += Math.exp(raw[at]! - most);
  const whole = most + Math.log(total);
  for (let at = 0; at < raw.length; at += 1) raw[at] = Math.max(raw[at]! - whole, minLogProbability);
  return raw;
}

/** What is less likely than this is not told apart. */
const minLogProbability = Math.log(1e-12);
