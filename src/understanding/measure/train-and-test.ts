import { classifier } from "../classify/classifier.ts";
import { flagsOf, type Entities } from "../entities/read-entities.ts";
import type { Encoder } from "../encode/encoder.ts";
import { mender } from "../normalise/mender.ts";
import { prepare } from "../train/prepare.ts";
import { settings, trainModel } from "../train/train-model.ts";

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
};
/** The vectors' part where there are few examples of each label. */
const share = 0.5;

/** Trains our classifier on any labelled set and returns how to label a text with it. */
export function trainOn(lines: readonly Example[], encoder: Encoder | null): (text: string) => string {
  const phrasings = new Map<string, string[]>();
  for (const { text, label } of lines) phrasings.set(label, [...(phrasings.get(label) ?? []), text]);
  const prepared = prepare({ lessons: { phrasings, background: [] }, readEntities: () => nothing, encoder });
  const model = trainModel({ prepared, encoder, settings });
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
