import type { Sparse } from "../classifier/softmax.ts";
import { minimise } from "./lbfgs.ts";

/** One example: features, the label's number, its weight in the loss. */
export type WeightedExample = { input: Sparse; label: number; weight: number };

/** Weights as `features × labels` after each other, then the bias of each label. */
export type Fitted = { weights: Float32Array; bias: Float64Array };

/**
 * Where the weight of a feature and a label stands. With few labels each feature has one for each. With many, a label of
 * few lines has weights for the features of its own lines alone: what else a text holds says nothing for it, and
 * memory and time grow with the lines, not with features times labels.
 */
type Layout = {
  /** Labels with a weight for every feature, which are the first of `order`; the others are rare. */
  whole: number;
  /** The labels as they are numbered here, by their own number. */
  order: Uint32Array;
  /** From `starts[feature]` on, up to that of the next one, the rare labels that the feature has a weight for. */
  starts: Uint32Array;
  rare: Uint32Array;
  size: number;
};

/** With more labels than this, those of few lines are rare. */
const manyLabels = 100;
/** Lines from which a label has a weight for every feature, and features of which every text has each, as in vectors. */
const wholeFrom = 40;
const denseFeatures = 1_000;

function layoutOf(examples: readonly WeightedExample[], features: number, labels: number): Layout {
  const lines = new Uint32Array(labels);
  for (const { label } of examples) lines[label]! += 1;
  const hasRare = labels > manyLabels && features > denseFeatures;
  const isWhole = (label: number): boolean => !hasRare || lines[label]! >= wholeFrom;
  const numbers = [...lines.keys()];
  const sorted = [...numbers.filter(isWhole), ...numbers.filter((label) => !isWhole(label))];
  const order = new Uint32Array(labels);
  for (const [at, label] of sorted.entries()) order[label] = at;
  const rareOf = new Map<number, Set<number>>();
  for (const { input, label } of examples) {
    if (isWhole(label)) continue;
    for (const feature of input.features) rareOf.set(feature, (rareOf.get(feature) ?? new Set()).add(order[label]!));
  }
  const starts = new Uint32Array(features + 1);
  const rare: number[] = [];
  for (let feature = 0; feature < features; feature += 1) {
    rare.push(...(rareOf.get(feature) ?? []));
    starts[feature + 1] = rare.length;
  }
  const whole = numbers.filter(isWhole).length;
  return { whole, order, starts, rare: Uint32Array.from(rare), size: features * whole + rare.length };
}

/** Four features at a time: the sums are fetched and put back a quarter as often. What is missing at the end counts nothing. */
function addWhole(x: Float64Array, { features, values }: Sparse, whole: number, out: Float64Array): void {
  const last = features.length - 1;
  for (let i = 0; i <= last; i += 4) {
    const value = values[i]!;
    const second = i + 1 <= last ? values[i + 1]! : 0;
    const third = i + 2 <= last ? values[i + 2]! : 0;
    const fourth = i + 3 <= last ? values[i + 3]! : 0;
    const row = features[i]! * whole;
    const secondRow = i + 1 <= last ? features[i + 1]! * whole : 0;
    const thirdRow = i + 2 <= last ? features[i + 2]! * whole : 0;
    const fourthRow = i + 3 <= last ? features[i + 3]! * whole : 0;
    for (let k = 0; k < whole; k += 1)
      out[k]! +=
        value * x[row + k]! + second * x[secondRow + k]! + third * x[thirdRow + k]! + fourth * x[fourthRow + k]!;
  }
}

/** Probabilities of one example into `out`, in the order of the layout. */
function predict(x: Float64Array, input: Sparse, { whole, starts, rare, size }: Layout, out: Float64Array): void {
  const labels = out.length;
  const rareAt = size - rare.length;
  for (let label = 0; label < labels; label += 1) out[label] = x[size + label]!;
  addWhole(x, input, whole, out);
  for (let i = 0; i < input.features.length && rare.length > 0; i += 1) {
    const feature = input.features[i]!;
    const value = input.values[i]!;
    for (let at = starts[feature]!; at < starts[feature + 1]!; at += 1) out[rare[at]!]! += value * x[rareAt + at]!;
  }
  let highest = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < labels; label += 1) highest = Math.max(highest, out[label]!);
  let total = 0;
  for (let label = 0; label < labels; label += 1) total += out[label] = Math.exp(out[label]! - highest);
  for (let label = 0; label < labels; label += 1) out[label]! /= total;
}

/** Adds to the gradient what one example, whose errors are in `out`, says of the weights. */
function addGradient(gradient: Float64Array, input: Sparse, layout: Layout, out: Float64Array): void {
  const { whole, starts, rare, size } = layout;
  const rareAt = size - rare.length;
  for (let i = 0; i < input.features.length; i += 1) {
    const feature = input.features[i]!;
    const value = input.values[i]!;
    const row = feature * whole;
    for (let k = 0; k < whole; k += 1) gradient[row + k]! += value * out[k]!;
    for (let at = starts[feature]!; at < starts[feature + 1]!; at += 1)
      gradient[rareAt + at]! += value * out[rare[at]!]!;
  }
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
  const layout = layoutOf(examples, features, labels);
  const { size, order } = layout;
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const out = new Float64Array(labels);
  const found = minimise(
    size + labels,
    (x, gradient) => {
      let value = 0;
      for (let i = 0; i < size; i += 1) {
        value += 0.5 * l2 * x[i]! * x[i]!;
        gradient[i] = l2 * x[i]!;
      }
      gradient.fill(0, size);
      for (const { input, label, weight } of examples) {
        predict(x, input, layout, out);
        const share = weight / total;
        const own = order[label]!;
        for (let k = 0; k < labels; k += 1) {
          const truth = (k === own ? 1 - smoothing : 0) + smoothing / labels;
          if (truth > 0) value -= share * truth * Math.log(Math.max(out[k]!, 1e-300));
          out[k] = share * (out[k]! - truth);
          gradient[size + k]! += out[k]!;
        }
        addGradient(gradient, input, layout, out);
      }
      return value;
    },
    { maxIterations, tolerance: 1e-5, historySize: 6, onIteration },
  );
  return written(found, layout, features, labels);
}

/** The weights in the order of features and labels, and zero where there is none. */
function written(
  x: Float64Array,
  { whole, order, starts, rare, size }: Layout,
  features: number,
  labels: number,
): Fitted {
  const rareAt = size - rare.length;
  const numbers = new Uint32Array(labels);
  for (const [label, at] of order.entries()) numbers[at] = label;
  const weights = new Float32Array(features * labels);
  for (let feature = 0; feature < features; feature += 1) {
    const row = feature * labels;
    for (let k = 0; k < whole; k += 1) weights[row + numbers[k]!] = x[feature * whole + k]!;
    for (let at = starts[feature]!; at < starts[feature + 1]!; at += 1)
      weights[row + numbers[rare[at]!]!] = x[rareAt + at]!;
  }
  return { weights, bias: Float64Array.from(order, (at) => x[size + at]!) };
}
