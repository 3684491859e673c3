import { countFeatures } from "../classifier/features.ts";
import type { Model } from "../classifier/model.ts";
import type { Linear, Sparse } from "../classifier/softmax.ts";
import { vectoriser } from "../classifier/vectorise.ts";
import type { Encoder } from "../classifier/encoder.ts";
import { chooseFeatures } from "./choose-features.ts";
import { fitSoftmax, type Example, type Fitting } from "./fit-softmax.ts";
import type { Line, Prepared } from "./prepare.ts";
import { quantise } from "./quantise.ts";

/**
 * How to learn; the numbers were chosen on own development texts. `least` is how many texts a feature must be seen in.
 */
export type Settings = { least: number; meaning: Fitting; vectors: Fitting; gate: Fitting; backgroundWeight: number };
/** The settings of the model that is checked in. */
export const settings: Settings = {
  least: 2,
  meaning: { strength: 1e-5, smoothing: 0.1, rounds: 60 },
  vectors: { strength: 1e-5, smoothing: 0.1, rounds: 40 },
  gate: { strength: 5e-6, smoothing: 0.05, rounds: 60 },
  backgroundWeight: 1.5,
};

/** Training texts that have a label, normalised, with the numbers of their labels. */
function exactOf(lines: readonly Line[], labels: readonly number[]): Map<string, readonly number[]> {
  const exact = new Map<string, readonly number[]>();
  for (const [at, { words }] of lines.entries()) {
    const key = words.join(" ");
    const label = labels[at] ?? 0;
    const before = exact.get(key) ?? [];
    if (!before.includes(label)) exact.set(key, [...before, label]);
  }
  return exact;
}

const asSparse = (values: Float32Array): Sparse => ({ features: Uint32Array.from(values.keys()), values });
const fit = (examples: readonly Example[], features: number, labels: number, how: Fitting): Linear =>
  quantise(fitSoftmax(examples, { ...how, features, labels }), labels);

/** Learns the labels from sentence vectors alone. */
export function fitVectors(prepared: Prepared, encoder: Encoder, how: Fitting): Linear {
  const { labels, numbers, lines } = prepared;
  const examples = numbers.map((label, at) => ({
    input: asSparse(encoder.encode(lines[at]!.words.join(" "))),
    label,
    weight: 1,
  }));
  return fit(examples, encoder.size, labels.length, how);
}

/** Trains everything; deterministic. */
export function trainModel(options: { prepared: Prepared; encoder: Encoder | null; settings: Settings }): Model {
  const { prepared, encoder, settings: how } = options;
  const { labels, numbers, vocabulary, lines } = prepared;
  const features = chooseFeatures(
    lines.map(({ words, flags }) => countFeatures(words, flags)),
    how.least,
  );
  const toSparse = vectoriser(features);
  const inputs = lines.map(({ words, flags }) => toSparse(words, flags));
  const ours = lines.slice(0, numbers.length);
  const meant: Example[] = numbers.map((label, at) => ({ input: inputs[at]!, label, weight: 1 }));
  const gated = inputs.map((input, at) =>
    at < numbers.length ? { input, label: 0, weight: 1 } : { input, label: 1, weight: how.backgroundWeight },
  );
  const size = features.numbers.length;
  return {
    labels,
    features,
    vocabulary,
    exact: exactOf(ours, numbers),
    meaning: fit(meant, size, labels.length, how.meaning),
    vectors: encoder ? fitVectors(prepared, encoder, how.vectors) : null,
    gate: fit(gated, size, 2, how.gate),
  };
}
