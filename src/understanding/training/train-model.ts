import { type FeatureCounts, type FeatureTable, countFeatures, tfidfVectorizer } from "../classifier/features.ts";
import type { Model } from "../classifier/model-file.ts";
import type { LinearModel } from "../classifier/softmax.ts";
import type { Encoder } from "../classifier/static-vectors.ts";
import { type FitOptions, type FitProgress, type Fitted, type WeightedExample, fitSoftmax } from "./fit-softmax.ts";
import type { Example, PreparedSet } from "./prepare.ts";

/** Features seen in at least `least` texts, with their smoothed inverse document frequency. */
export function selectFeatures(texts: readonly FeatureCounts[], least: number): FeatureTable {
  const seen = new Map<number, number>();
  for (const counts of texts) for (const number of counts.keys()) seen.set(number, (seen.get(number) ?? 0) + 1);
  const kept = [...seen].filter(([, times]) => times >= least).sort(([a], [b]) => a - b);
  return {
    ids: Uint32Array.from(kept, ([number]) => number),
    idf: Float32Array.from(kept, ([, times]) => Math.log((1 + texts.length) / (1 + times)) + 1),
  };
}

/** Weights as bytes, one scale a label so that its largest weight is 127. Plain loops, as there are millions. */
function quantize(fitted: Fitted, labels: number): LinearModel {
  const { weights, bias } = fitted;
  const largest = new Float64Array(labels);
  for (let at = 0; at < weights.length; at += 1)
    largest[at % labels] = Math.max(largest[at % labels]!, Math.abs(weights[at]!));
  const scales = Float32Array.from(largest, (most) => (most === 0 ? 1 : most / 127));
  const bytes = new Int8Array(weights.length);
  for (let at = 0; at < weights.length; at += 1) bytes[at] = Math.round(weights[at]! / scales[at % labels]!);
  return { labels, scales, bias: Float32Array.from(bias), weights: bytes };
}

/**
 * Hyperparameters, chosen on own development texts. `minDf` is the minimum document frequency of a feature, `oosWeight`
 * the weight of an out-of-scope example.
 */
export type TrainingSettings = {
  minDf: number;
  intent: FitOptions;
  vectors: FitOptions;
  oos: FitOptions;
  oosWeight: number;
};
/** The settings of the model that is checked in. */
export const trainingSettings: TrainingSettings = {
  minDf: 2,
  intent: { l2: 1e-5, smoothing: 0.1, maxIterations: 60 },
  vectors: { l2: 1e-5, smoothing: 0.1, maxIterations: 40 },
  oos: { l2: 5e-6, smoothing: 0.05, maxIterations: 60 },
  oosWeight: 1.5,
};

/** Training texts that have a label, normalised, with the numbers of their labels. */
function exactOf(lines: readonly Example[], labels: readonly number[]): Map<string, readonly number[]> {
  const exact = new Map<string, readonly number[]>();
  for (const [at, { words }] of lines.entries()) {
    const key = words.join(" ");
    const label = labels[at] ?? 0;
    const before = exact.get(key) ?? [];
    if (!before.includes(label)) exact.set(key, [...before, label]);
  }
  return exact;
}

const fit = (
  examples: readonly WeightedExample[],
  features: number,
  labels: number,
  how: FitOptions & FitProgress,
): LinearModel => quantize(fitSoftmax(examples, { ...how, features, labels }), labels);

/** A label with fewer lines than this counts as if it had more, up to the largest weight of a line. */
const fewLines = { wanted: 40, maxWeight: 8 };

/** The weight of a line of each label: the lines of new articles are few, and would be swamped by the others. */
function labelWeights(labelIds: readonly number[]): (label: number) => number {
  const counts = new Map<number, number>();
  for (const label of labelIds) counts.set(label, (counts.get(label) ?? 0) + 1);
  return (label) => Math.min(fewLines.maxWeight, Math.max(1, fewLines.wanted / (counts.get(label) ?? 1)));
}

/** Learns the labels from sentence vectors alone. */
export function fitVectors(prepared: PreparedSet, encoder: Encoder, how: FitOptions & FitProgress): LinearModel {
  const { labels, labelIds, examples: texts } = prepared;
  const weightOf = labelWeights(labelIds);
  const features = Uint32Array.from({ length: encoder.size }, (_, at) => at);
  const examples = labelIds.map((label, at) => ({
    input: { features, values: encoder.encode(texts[at]!.words.join(" ")) },
    label,
    weight: weightOf(label),
  }));
  return fit(examples, encoder.size, labels.length, how);
}

/** Iterations of `trainModel` at most. */
export const iterationsOf = ({ intent, vectors, oos }: TrainingSettings): number =>
  intent.maxIterations + vectors.maxIterations + oos.maxIterations;

/** Trains everything; deterministic. */
export function trainModel(
  options: { prepared: PreparedSet; encoder: Encoder | null; settings: TrainingSettings } & FitProgress,
): Model {
  const { prepared, encoder, settings: how, onIteration } = options;
  const { labels, labelIds, vocabulary, examples } = prepared;
  const features = selectFeatures(
    examples.map(({ words, flags }) => countFeatures(words, flags)),
    how.minDf,
  );
  const toSparse = tfidfVectorizer(features);
  const inputs = examples.map(({ words, flags }) => toSparse(words, flags));
  const weightOf = labelWeights(labelIds);
  const intentExamples: WeightedExample[] = labelIds.map((label, at) => ({
    input: inputs[at]!,
    label,
    weight: weightOf(label),
  }));
  const oosExamples = inputs.map((input, at) =>
    at < labelIds.length
      ? { input, label: 0, weight: weightOf(labelIds[at]!) }
      : { input, label: 1, weight: how.oosWeight },
  );
  const size = features.ids.length;
  // The largest comes last, so that what the others needed is free again.
  const vectorClassifier = encoder ? fitVectors(prepared, encoder, { ...how.vectors, onIteration }) : null;
  const oosClassifier = fit(oosExamples, size, 2, { ...how.oos, onIteration });
  return {
    labels,
    features,
    vocabulary,
    exact: exactOf(examples.slice(0, labelIds.length), labelIds),
    intentClassifier: fit(intentExamples, size, labels.length, { ...how.intent, onIteration }),
    vectorClassifier,
    oosClassifier,
  };
}
