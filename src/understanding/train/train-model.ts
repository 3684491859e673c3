import { countFeatures } from "../classify/features.ts";
import type { Encoder } from "../encode/encoder.ts";
import type { Model } from "../classify/model.ts";
import type { Linear, Sparse } from "../classify/softmax.ts";
import { vectoriser } from "../classify/vectorise.ts";
import { flagsOf, type ReadEntities } from "../entities/read-entities.ts";
import { mender } from "../normalise/mender.ts";
import { chooseFeatures } from "./choose-features.ts";
import { fitSoftmax, type Example, type Fitting } from "./fit-softmax.ts";
import { quantise } from "./quantise.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** What to learn from: texts by label, and texts that are none of ours. */
export type Lessons = { phrasings: ReadonlyMap<string, readonly string[]>; background: readonly string[] };

/** How to learn; the numbers were chosen on own development texts. `least` is how many texts a feature must be seen in. */
export type Settings = { least: number; meaning: Fitting; vectors: Fitting; gate: Fitting; backgroundWeight: number };
export const settings: Settings = {
  least: 2,
  meaning: { strength: 5e-6, smoothing: 0.05, rounds: 60 },
  vectors: { strength: 1e-5, smoothing: 0.05, rounds: 40 },
  gate: { strength: 5e-6, smoothing: 0, rounds: 60 },
  backgroundWeight: 1.5,
};

/** A text as the classifiers read it. */
type Line = { words: readonly string[]; flags: readonly string[] };

/** Training texts that have a label, normalised, with the numbers of their labels. */
function exactOf(lines: readonly Line[], labels: readonly number[]): Map<string, readonly number[]> {
  const exact = new Map<string, readonly number[]>();
  lines.forEach(({ words }, at) => {
    const key = words.join(" ");
    const label = labels[at] ?? 0;
    const before = exact.get(key) ?? [];
    if (!before.includes(label)) exact.set(key, [...before, label]);
  });
  return exact;
}

const asSparse = (values: Float32Array): Sparse => ({ features: Uint32Array.from(values.keys()), values });
const fit = (examples: readonly Example[], features: number, labels: number, how: Fitting): Linear => quantise(fitSoftmax(examples, { ...how, features, labels }), labels);

/** Trains everything; deterministic. */
export function trainModel(options: { lessons: Lessons; readEntities: ReadEntities; encoder: Encoder | null; settings: Settings }): Model {
  const { lessons, readEntities, encoder, settings: how } = options;
  const labels = [...lessons.phrasings.keys()].toSorted();
  const labelled = labels.flatMap((label, number) => (lessons.phrasings.get(label) ?? []).map((text) => ({ text, number })));
  const numbers = labelled.map(({ number }) => number);
  const texts = [...labelled.map(({ text }) => text), ...lessons.background];
  const isWord = (word: string): boolean => encoder?.knows(word) ?? false;
  const vocabulary = vocabularyOf(texts, isWord);
  const normalise = mender(vocabulary, isWord);
  const lines: Line[] = texts.map((text) => {
    const { typed, words } = normalise(text);
    return { words, flags: flagsOf(readEntities(typed)) };
  });
  const features = chooseFeatures(lines.map(({ words, flags }) => countFeatures(words, flags)), how.least);
  const toSparse = vectoriser(features);
  const inputs = lines.map(({ words, flags }) => toSparse(words, flags));
  const size = features.numbers.length;
  const meant = (inputOf: (at: number) => Sparse): Example[] => numbers.map((label, at) => ({ input: inputOf(at), label, weight: 1 }));
  const gated = inputs.map((input, at) => (at < numbers.length ? { input, label: 0, weight: 1 } : { input, label: 1, weight: how.backgroundWeight }));
  return {
    labels,
    features,
    vocabulary,
    exact: exactOf(lines.slice(0, numbers.length), numbers),
    meaning: fit(meant((at) => inputs[at]!), size, labels.length, how.meaning),
    vectors: encoder ? fit(meant((at) => asSparse(encoder.encode(lines[at]!.words.join(" ")))), encoder.size, labels.length, how.vectors) : null,
    gate: fit(gated, size, 2, how.gate),
  };
}
