import { classifier } from "../classifier/classifier.ts";
import { countFeatures } from "../classifier/features.ts";
import { vectoriser } from "../classifier/vectorise.ts";
import { flagsOf, type Entities } from "../entities/read-entities.ts";
import type { Encoder } from "../classifier/encoder.ts";
import { mender } from "../normalise/spelling-corrector.ts";
import { chooseFeatures } from "../training/choose-features.ts";
import { prepare, type Prepared } from "../training/prepare.ts";
import { settings, trainModel } from "../training/train-model.ts";
import { centroidsOf } from "./centroids.ts";
import { chooseMixture } from "./choose-mixture.ts";

/** A text with its label, whatever the labels mean. */
export type Example = { text: string; label: string };

/** No entities: the rules of our subject say nothing about other sets. */
const nothing: Entities = {
  codes: { ours: null, oursDenied: false, other: false, elsewhere: false },
  brands: { ours: false, other: false, otherFine: false, ownServer: false, oursDenied: false },
  devices: { named: [], denied: [] },
  device: null,
  topics: [],
  tried: [],
  doneBefore: false,
  outcome: { works: false, fails: false, relapse: false, unsaid: false },
};
/** From this many labels on the softmax would learn for hours; mean vectors stand for the labels instead. */
const manyLabels = 300;

function trainCentroids(prepared: Prepared): (words: readonly string[]) => string {
  const features = chooseFeatures(
    prepared.lines.map(({ words, flags }) => countFeatures(words, flags)),
    settings.least,
  );
  const toSparse = vectoriser(features);
  const lines = prepared.lines.map(({ words, flags }, at) => ({
    input: toSparse(words, flags),
    label: prepared.numbers[at] ?? 0,
  }));
  const nearest = centroidsOf(lines, prepared.labels.length);
  return (words) => prepared.labels[nearest(toSparse(words, []))] ?? "";
}

/** Trains our classifier on any labelled set and returns how to label a text with it. */
export function trainOn(lines: readonly Example[], encoder: Encoder | null): (text: string) => string {
  const phrasings = new Map<string, string[]>();
  for (const { text, label } of lines) {
    const said = phrasings.get(label);
    if (said) said.push(text);
    else phrasings.set(label, [text]);
  }
  const prepared = prepare({ lessons: { phrasings, background: [] }, readEntities: () => nothing, encoder });
  if (prepared.labels.length >= manyLabels) {
    const nearest = trainCentroids(prepared);
    const plain = mender(prepared.vocabulary, (word) => encoder?.knows(word) ?? false);
    return (text) => nearest(plain(text).words);
  }
  const { share, strength } = encoder
    ? chooseMixture(prepared, encoder)
    : { share: 0, strength: settings.vectors.strength };
  const model = trainModel({
    prepared,
    encoder,
    settings: { ...settings, vectors: { ...settings.vectors, strength } },
  });
  const normalise = mender(model.vocabulary, (word) => encoder?.knows(word) ?? false);
  const classify = classifier({ model, encoder, share, heat: 1 });
  return (text) => {
    const { probabilities } = classify(normalise(text).words, flagsOf(nothing), "idle");
    return model.labels[probabilities.indexOf(Math.max(...probabilities))] ?? "";
  };
}

/** Share of right labels. */
export function accuracyOf(label: (text: string) => string, lines: readonly Example[]): number {
  return lines.filter((line) => label(line.text) === line.label).length / Math.max(1, lines.length);
}
