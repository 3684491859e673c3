import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { FitOptions } from "./fit-softmax.ts";
import type { TrainingSettings } from "./train-model.ts";
import { createHash } from "node:crypto";

import type { Encoder } from "../classifier/static-vectors.ts";
import { type ReadEntities, flagsOf } from "../entities/read-entities.ts";
import { normaliser } from "../normalise/normalise.ts";
import { spellingCorrector } from "../normalise/spelling-corrector.ts";

/** Texts a word must occur in: one that the encoder does not know, and one that it does. */
const minCount = { unknown: 4, known: 2 };

/** Words that typing errors are corrected towards, with the number of texts they occur in. */
function vocabularyOf(
  lexicon: Lexicon,
  texts: readonly string[],
  isWord: (word: string) => boolean,
): Map<string, number> {
  const normalise = normaliser(lexicon);
  const seen = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(normalise(text).words)) seen.set(word, (seen.get(word) ?? 0) + 1);
  const kept = [...seen].filter(
    ([word, times]) => times >= (isWord(word) ? minCount.known : minCount.unknown) && /^[a-z]{3,}$/u.test(word),
  );
  return new Map(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Texts by label, and out-of-scope texts (`background`). */
export type TrainingSet = { phrasings: ReadonlyMap<string, readonly string[]>; background: readonly string[] };

/** A text as the classifiers read it: words, and the flags of its entities. */
export type Example = { words: readonly string[]; flags: readonly string[] };

/** The examples with a label first, `labelIds` being the indices of their labels, then the out-of-scope ones. */
export type PreparedSet = {
  labels: readonly string[];
  labelIds: readonly number[];
  vocabulary: ReadonlyMap<string, number>;
  examples: readonly Example[];
};

/** Normalises the texts and reads their entities, exactly as at prediction time. */
export function prepareTrainingSet(options: {
  trainingSet: TrainingSet;
  lexicon: Lexicon;
  readEntities: ReadEntities;
  encoder: Encoder | null;
}): PreparedSet {
  const { trainingSet, lexicon, readEntities, encoder } = options;
  const labels = [...trainingSet.phrasings.keys()].toSorted();
  const labelled = labels.flatMap((label, number) =>
    (trainingSet.phrasings.get(label) ?? []).map((text) => ({ text, number })),
  );
  const texts = [...labelled.map(({ text }) => text), ...trainingSet.background];
  const isWord = (word: string): boolean => encoder?.knows(word) ?? false;
  const vocabulary = vocabularyOf(lexicon, texts, isWord);
  const normalise = spellingCorrector(lexicon, vocabulary, isWord);
  const examples = texts.map((text) => {
    const { typed, words } = normalise(text);
    return { words, flags: flagsOf(readEntities(typed)) };
  });
  return { labels, labelIds: labelled.map(({ number }) => number), vocabulary, examples };
}

/** The settings under the names they had when the format of the fingerprint was fixed. */
function settingsOfFormat1({ minDf, intent, vectors, oos, oosWeight }: TrainingSettings): unknown {
  const named = ({ l2, smoothing, maxIterations }: FitOptions) => ({ strength: l2, smoothing, rounds: maxIterations });
  return {
    least: minDf,
    meaning: named(intent),
    vectors: named(vectors),
    gate: named(oos),
    backgroundWeight: oosWeight,
  };
}

/**
 * SHA-256 over everything a model is trained from; a model with another fingerprint is stale. `table` are the bytes of
 * the static vectors.
 */
export function fingerprint(prepared: PreparedSet, settings: TrainingSettings, table: Uint8Array): string {
  const { labels, labelIds, vocabulary, examples } = prepared;
  return createHash("sha256")
    .update(JSON.stringify([labels, labelIds, [...vocabulary], examples, settingsOfFormat1(settings)]))
    .update(table)
    .digest("hex");
}
