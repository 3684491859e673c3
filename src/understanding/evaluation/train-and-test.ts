import { loadLexicon } from "../../../knowledge/lexicon.ts";
import { classifier } from "../classifier/classifier.ts";
import { countFeatures, tfidfVectorizer } from "../classifier/features.ts";
import type { Sparse } from "../classifier/softmax.ts";
import type { Encoder } from "../classifier/static-vectors.ts";
import { type Entities, flagsOf } from "../entities/read-entities.ts";
import { spellingCorrector } from "../normalise/spelling-corrector.ts";
import { type PreparedSet, prepareTrainingSet } from "../training/prepare.ts";
import { fitVectors, selectFeatures, trainModel, trainingSettings } from "../training/train-model.ts";

/**
 * A label's mean vector stands for it, the nearest wins (Rocchio's classifier over an inverted index). Less exact than
 * the softmax, but learning costs one pass over the lines however many labels there are.
 */
function centroidsOf(lines: readonly { input: Sparse; label: number }[], labels: number): (input: Sparse) => number {
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

/**
 * How sentence vectors are learned from and how much they count beside n-grams: the more, the fewer lines a label has.
 */
type Mixture = { vectorWeight: number; l2: number };

const vectorWeights = [0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8];
const penalties = [1e-5, 1e-4];
/** Up to so many lines all folds are tried; with more, one says enough and the others would cost minutes. */
const fewLines = 3000;
const folds = 3;

const part = (prepared: PreparedSet, wanted: (at: number) => boolean): PreparedSet => ({
  ...prepared,
  labelIds: prepared.labelIds.filter((_, at) => wanted(at)),
  examples: prepared.examples.filter((_, at) => wanted(at)),
});

/** Right labels of each mixture on the lines left out of the training. */
function rightIn(prepared: PreparedSet, encoder: Encoder, fold: number): Map<Mixture, number> {
  const learned = part(prepared, (at) => at % folds !== fold);
  const asked = part(prepared, (at) => at % folds === fold);
  const model = trainModel({ prepared: learned, encoder: null, settings: trainingSettings });
  const right = new Map<Mixture, number>();
  for (const l2 of penalties) {
    const vectors = fitVectors(learned, encoder, { ...trainingSettings.vectors, l2 });
    for (const vectorWeight of vectorWeights) {
      const classify = classifier({
        model: { ...model, vectorClassifier: vectors },
        encoder,
        vectorWeight,
        temperature: 1,
      });
      const found = asked.examples.map(({ words, flags }) => classify(words, flags)("idle").probabilities);
      right.set(
        { vectorWeight, l2 },
        found.filter((likely, at) => likely.indexOf(Math.max(...likely)) === asked.labelIds[at]).length,
      );
    }
  }
  return right;
}

/**
 * The mixture that reads lines of the training set best that were left out of it; of equal ones the one with the
 * smaller vector weight.
 */
function chooseMixture(prepared: PreparedSet, encoder: Encoder): Mixture {
  const sums = new Map<string, { mixture: Mixture; right: number }>();
  for (let fold = 0; fold < (prepared.labelIds.length > fewLines ? 1 : folds); fold += 1)
    for (const [mixture, right] of rightIn(prepared, encoder, fold)) {
      const key = JSON.stringify(mixture);
      sums.set(key, { mixture, right: (sums.get(key)?.right ?? 0) + right });
    }
  return [...sums.values()].reduce((best, one) => (one.right > best.right ? one : best)).mixture;
}

/** A text with its label, whatever the labels mean. */
export type LabelledText = { text: string; label: string };

/** No entities: the rules of our subject say nothing about other sets. */
const nothing: Entities = {
  codes: { ours: null, oursDenied: false, other: false, elsewhere: false },
  brands: { ours: false, other: false, otherFine: false, ownServer: false, oursDenied: false },
  devices: { named: [], denied: [], absent: [] },
  device: null,
  topics: [],
  tried: [],
  doneBefore: false,
  outcome: { works: false, fails: false, relapse: false, unsaid: false },
};
/** From this many labels on the softmax would learn for hours; mean vectors stand for the labels instead. */
const manyLabels = 300;

function trainCentroids(prepared: PreparedSet): (words: readonly string[]) => string {
  const features = selectFeatures(
    prepared.examples.map(({ words, flags }) => countFeatures(words, flags)),
    trainingSettings.minDf,
  );
  const toSparse = tfidfVectorizer(features);
  const lines = prepared.examples.map(({ words, flags }, at) => ({
    input: toSparse(words, flags),
    label: prepared.labelIds[at] ?? 0,
  }));
  const nearest = centroidsOf(lines, prepared.labels.length);
  return (words) => prepared.labels[nearest(toSparse(words, []))] ?? "";
}

/** Trains our classifier on any labelled set and returns how to label a text with it. */
export function trainOn(lines: readonly LabelledText[], encoder: Encoder | null): (text: string) => string {
  const lexicon = loadLexicon();
  const phrasings = new Map<string, string[]>();
  for (const { text, label } of lines) {
    const said = phrasings.get(label);
    if (said) said.push(text);
    else phrasings.set(label, [text]);
  }
  const prepared = prepareTrainingSet({
    trainingSet: { phrasings, background: [] },
    lexicon,
    readEntities: () => nothing,
    encoder,
  });
  if (prepared.labels.length >= manyLabels) {
    const nearest = trainCentroids(prepared);
    const plain = spellingCorrector(lexicon, prepared.vocabulary, (word) => encoder?.knows(word) ?? false);
    return (text) => nearest(plain(text).words);
  }
  const { vectorWeight, l2 } = encoder
    ? chooseMixture(prepared, encoder)
    : { vectorWeight: 0, l2: trainingSettings.vectors.l2 };
  const model = trainModel({
    prepared,
    encoder,
    settings: { ...trainingSettings, vectors: { ...trainingSettings.vectors, l2 } },
  });
  const normalise = spellingCorrector(lexicon, model.vocabulary, (word) => encoder?.knows(word) ?? false);
  const classify = classifier({ model, encoder, vectorWeight, temperature: 1 });
  return (text) => {
    const { probabilities } = classify(normalise(text).words, flagsOf(nothing))("idle");
    return model.labels[probabilities.indexOf(Math.max(...probabilities))] ?? "";
  };
}

/** Share of right labels. */
export function accuracyOf(label: (text: string) => string, lines: readonly LabelledText[]): number {
  return lines.filter((line) => label(line.text) === line.label).length / Math.max(1, lines.length);
}
