import { createHash } from "node:crypto";

import type { Encoder } from "../classifier/encoder.ts";
import { flagsOf, type ReadEntities } from "../entities/read-entities.ts";
import { mender } from "../normalise/spelling-corrector.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** What to learn from: texts by label, and texts that are none of ours. */
export type Lessons = { phrasings: ReadonlyMap<string, readonly string[]>; background: readonly string[] };

/** A text as the classifiers read it. */
export type Line = { words: readonly string[]; flags: readonly string[] };

/** Lessons made ready: the lines that have a label first, `numbers` being their labels' places, then the background. */
export type Prepared = {
  labels: readonly string[];
  numbers: readonly number[];
  vocabulary: ReadonlyMap<string, number>;
  lines: readonly Line[];
};

/** Normalises the texts and reads their entities, as will be done with every text later. */
export function prepare(options: { lessons: Lessons; readEntities: ReadEntities; encoder: Encoder | null }): Prepared {
  const { lessons, readEntities, encoder } = options;
  const labels = [...lessons.phrasings.keys()].toSorted();
  const labelled = labels.flatMap((label, number) =>
    (lessons.phrasings.get(label) ?? []).map((text) => ({ text, number })),
  );
  const texts = [...labelled.map(({ text }) => text), ...lessons.background];
  const isWord = (word: string): boolean => encoder?.knows(word) ?? false;
  const vocabulary = vocabularyOf(texts, isWord);
  const normalise = mender(vocabulary, isWord);
  const lines = texts.map((text) => {
    const { typed, words } = normalise(text);
    return { words, flags: flagsOf(readEntities(typed)) };
  });
  return { labels, numbers: labelled.map(({ number }) => number), vocabulary, lines };
}

/**
 * SHA-256 over all that a model is trained from, as the classifiers read it: a model whose fingerprint is another is
 * stale.
 * `settings` is how it learns, `table` the bytes of the vectors' table.
 */
export function fingerprint(prepared: Prepared, settings: unknown, table: Uint8Array): string {
  const { labels, numbers, vocabulary, lines } = prepared;
  return createHash("sha256")
    .update(JSON.stringify([labels, numbers, [...vocabulary], lines, settings]))
    .update(table)
    .digest("hex");
}
