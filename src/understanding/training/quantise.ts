import type { Linear } from "../classifier/softmax.ts";
import type { Fitted } from "./fit-softmax.ts";

/** Weights as bytes, one scale a label so that its largest weight is 127. */
export function quantise(fitted: Fitted, labels: number): Linear {
  const { weights, bias } = fitted;
  const largest = new Float64Array(labels);
  for (const [at, weight] of weights.entries())
    largest[at % labels] = Math.max(largest[at % labels] ?? 0, Math.abs(weight));
  const scales = Float32Array.from(largest, (most) => (most === 0 ? 1 : most / 127));
  return {
    labels,
    scales,
    bias: Float32Array.from(bias),
    weights: Int8Array.from(weights, (weight, at) => Math.round(weight / (scales[at % labels] ?? 1))),
  };
}
