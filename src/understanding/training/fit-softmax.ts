import type { Sparse } from "../classifier/softmax.ts";
import { minimise } from "./lbfgs.ts";

/** One example: features, the label's number, its weight in the loss. */
export type WeightedExample = { input: Sparse; label: number; weight: number };

/** Weights as `features × labels` after each other, then the bias of each label. */
export type Fitted = { weights: Float64Array; bias: Float64Array };

/** Probabilities of one example into `out`. */
function predict(x: Float64Array, input: Sparse, labels: number, biasAt: number, out: Float64Array): void {
  for (let label = 0; label < labels; label += 1) out[label] = x[biasAt + label]!;
  for (let i = 0; i < input.features.length; i += 1) {
    const value = input.values[i]!;
    const row = input.features[i]! * labels;
    for (let label = 0; label < labels; label += 1) out[label]! += value * x[row + label]!;
  }
  let highest = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < labels; label += 1) highest = Math.max(highest, out[label]!);
  let total = 0;
  for (let label = 0; label < labels; label += 1) total += out[label] = Math.exp(out[label]! - highest);
  for (let label = 0; label < labels; label += 1) out[label]! /= total;
}

/**
 * How to fit. `l2` is the weight of the L2 penalty against the mean loss of an example; label `smoothing` gives every label
 * a share of the truth, which keeps the model from being too sure; `maxIterations` bounds the search.
 */
export type FitOptions = { l2: number; smoothing: number; maxIterations: number };

/** `onIteration` is called after each iteration. */
export type FitProgress = { onIteration?: (() => void) | undefined };

/** Multinomial logistic regression. */
export function fitSoftmax(
  examples: readonly WeightedExample[],
  options: FitOptions & FitProgress & { features: number; labels: number },
): Fitted {
  const { features, labels, l2, smoothing, maxIterations, onIteration } = options;
  const biasAt = features * labels;
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const out = new Float64Array(labels);
  const found = minimise(
    biasAt + labels,
    (x, gradient) => {
      let value = 0;
      for (let i = 0; i < biasAt; i += 1) {
        value += 0.5 * l2 * x[i]! * x[i]!;
        gradient[i] = l2 * x[i]!;
      }
      gradient.fill(0, biasAt);
      for (const { input, label, weight } of examples) {
        predict(x, input, labels, biasAt, out);
        const share = weight / total;
        for (let k = 0; k < labels; k += 1) {
          const truth = (k === label ? 1 - smoothing : 0) + smoothing / labels;
          if (truth > 0) value -= share * truth * Math.log(Math.max(out[k]!, 1e-300));
          out[k] = share * (out[k]! - truth);
          gradient[biasAt + k]! += out[k]!;
        }
        for (let i = 0; i < input.features.length; i += 1) {
          const v = input.values[i]!;
          const row = input.features[i]! * labels;
          for (let k = 0; k < labels; k += 1) gradient[row + k]! += v * out[k]!;
        }
      }
      return value;
    },
    { maxIterations, tolerance: 1e-5, historySize: 6, onIteration },
  );
  return { weights: found.slice(0, biasAt), bias: found.slice(biasAt) };
}
