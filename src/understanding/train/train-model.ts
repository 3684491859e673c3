import { countFeatures } from "../classify/features.ts";
import type { Encoder } from "../classify/encoder.ts";
import type { Model, Pair } from "../classify/model.ts";
import type { Sparse } from "../classify/softmax.ts";
import { vectoriser } from "../classify/vectorise.ts";
import { flagsOf, type ReadEntities } from "../entities/read-entities.ts";
import { mender } from "../normalise/mender.ts";
import { normaliser } from "../normalise/normalise.ts";
import { chooseFeatures } from "./choose-features.ts";
import { fitSoftmax, type Example } from "./fit-softmax.ts";
import { quantise } from "./quantise.ts";

/** What to learn from: texts by label, and texts that are none of ours. */
export type Lessons = { phrasings: ReadonlyMap<string, readonly string[]>; background: readonly string[] };

/** How to learn; the numbers were chosen on own development texts. */
export type Settings = { least: number; strength: number; gateStrength: number; denseStrength: number; smoothing: number; rounds: number };
export const settings: Settings = { least: 2, strength: 1e-5, gateStrength: 1e-5, denseStrength: 1e-5, smoothing: 0, rounds: 60 };

/** Words met at least twice: what typing errors are mended towards. */
function vocabularyOf(texts: readonly string[]): Map<string, number> {
  const plain = normaliser();
  const often = new Map<string, number>();
  for (const text of texts) for (const word of new Set(plain(text).words)) often.set(word, (often.get(word) ?? 0) + 1);
  return new Map([...often].filter(([word, times]) => times >= 3 && /^[a-z]{3,}$/u.test(word)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Line = { words: readonly string[]; flags: readonly string[]; sparse: Sparse; dense: Sparse | null };

function exactOf(lines: readonly Line[], labels: readonly number[]): Map<string, readonly number[]> {
  const exact = new Map<string, readonly number[]>();
  lines.forEach(({ words }, at) => {
    const key = words.join(" ");
    const before = exact.get(key) ?? [];
    const label = labels[at] ?? 0;
    if (!before.includes(label)) exact.set(key, [...before, label]);
  });
  return exact;
}

/** Trains everything; deterministic. */
export function trainModel(options: { lessons: Lessons; readEntities: ReadEntities; encoder: Encoder | null; settings: Settings }): Model {
  const { lessons, readEntities, encoder, settings: how } = options;
  const labels = [...lessons.phrasings.keys()].sort();
  const pairs = labels.flatMap((label, number) => (lessons.phrasings.get(label) ?? []).map((text) => ({ text, number })));
  const texts = [...pairs.map(({ text }) => text), ...lessons.background];
  const vocabulary = vocabularyOf(texts);
  const plain = mender(vocabulary);
  const read = texts.map((text) => {
    const { typed, words } = plain(text);
    return { words, flags: flagsOf(readEntities(typed)) };
  });
  const features = chooseFeatures(read.map(({ words, flags }) => countFeatures(words, flags)), how.least);
  const toSparse = vectoriser(features);
  const lines: Line[] = read.map(({ words, flags }) => {
    const vector = encoder && words.length > 0 ? encoder.encode(words.join(" ")) : null;
    return { words, flags, sparse: toSparse(words, flags), dense: vector ? { features: Uint32Array.from(vector.keys()), values: vector } : null };
  });
  const numbers = pairs.map(({ number }) => number);
  const fit = (count: number, lines: readonly Line[], labelOf: (at: number) => number, weightOf: (at: number) => number, strength: number): Pair => {
    const examples = (pick: (line: Line) => Sparse | null): Example[] =>
      lines.flatMap((line, at) => {
        const input = pick(line);
        return input ? [{ input, label: labelOf(at), weight: weightOf(at) }] : [];
      });
    const train = (inputs: Example[], size: number, how2: number) => quantise(fitSoftmax(inputs, { features: size, labels: count, strength: how2, smoothing: how.smoothing, rounds: how.rounds }), count);
    return {
      sparse: train(examples(({ sparse }) => sparse), features.numbers.length, strength),
      dense: encoder ? train(examples(({ dense }) => dense), encoder.size, how.denseStrength) : null,
    };
  };
  const ours = lines.slice(0, pairs.length);
  return {
    labels,
    features,
    vocabulary,
    exact: exactOf(ours, numbers),
    meaning: fit(labels.length, ours, (at) => numbers[at] ?? 0, () => 1, how.strength),
    gate: fit(2, lines, (at) => (at < pairs.length ? 0 : 1), (at) => (at < pairs.length ? 1 : 1.5), how.gateStrength),
  };
}
