import { type ExpectedInput, awaitings } from "../../../dialogs/events.ts";
import type { Classify, Guess } from "../classifier/classifier.ts";
import { commanded } from "./exact-commands.ts";
import { flagsOf, type Entities, type ReadEntities } from "../entities/read-entities.ts";
import { isBlank } from "../normalise/clean.ts";
import type { Normalise } from "../normalise/normalise.ts";
import type { Opinion } from "../transformer/opinion.ts";
import { ruled } from "./prediction-rules.ts";

/** A label with how sure it is, between 0 and 1. */
export type Ranked = { label: string; confidence: number };
/** A text read: its label (`none` where it is none of ours), how sure, and the other likely labels, best first. */
export type Reading = Ranked & { alternatives: readonly Ranked[]; entities: Entities; background: number };
/** `opinion` is what a second reader makes of the same text, where one was asked. */
export type Read = (text: string, awaiting: ExpectedInput, opinion?: Opinion) => Reading;

/** Below this confidence a text counts as not understood. */
const threshold = 0.45;

/** How much likelier the labels of a text become that is known word for word. */
const knownFactor = 50;

/** "yes" and "no" after a step are its result. */
const asResult: Readonly<Record<string, string>> = { yes: "nav:fixed", no: "nav:not-fixed" };
const settle = (label: string, awaiting: ExpectedInput): string =>
  awaiting === "step-result" ? (asResult[label] ?? label) : label;

/** The labels after settling, and for each label of the model its place among them. */
function settledLabels(
  labels: readonly string[],
  awaiting: ExpectedInput,
): { names: readonly string[]; places: readonly number[] } {
  const names = [...new Set(labels.map((label) => settle(label, awaiting)))];
  return { names, places: labels.map((label) => names.indexOf(settle(label, awaiting))) };
}

/** How sure, from the probability of the label and that of being none of ours. */
const confidenceOf = (probability: number, background: number): number => Math.sqrt(probability) * (1 - background);

/** Makes the reader of texts: commands and known phrases, rules by entity, the classifier, then the threshold. */
export function reader(options: {
  labels: readonly string[];
  normalise: Normalise;
  readEntities: ReadEntities;
  classify: Classify;
  exact: ReadonlyMap<string, readonly number[]>;
}): Read {
  const { labels, normalise, readEntities, classify, exact } = options;
  const settled = new Map(awaitings.map((awaiting) => [awaiting, settledLabels(labels, awaiting)]));
  return (text, awaiting, opinion) => {
    const { typed, words } = normalise(text);
    const entities = readEntities(typed);
    if (isBlank(text) || words.length === 0)
      return { label: "none", confidence: 1, alternatives: [], entities, background: 1 };
    const guess = classify(words, flagsOf(entities), awaiting, opinion);
    const command = commanded(words, awaiting);
    const same = command === null ? exact.get(words.join(" ")) : [labels.indexOf(command)];
    const sure: Guess = same ? known(guess, same) : guess;
    const { probabilities, background } = ruled({ guess: sure, labels, entities, words, awaiting });
    const { names, places } = settled.get(awaiting)!;
    const sums = new Float64Array(names.length);
    for (let at = 0; at < probabilities.length; at += 1) sums[places[at]!]! += probabilities[at]!;
    const ranked = likeliest(sums).map((at) => ({
      label: names[at]!,
      confidence: confidenceOf(sums[at]!, background),
    }));
    const [best] = ranked;
    if (!best || best.confidence < threshold)
      return { label: "none", confidence: background, alternatives: ranked.slice(0, 3), entities, background };
    return { ...best, alternatives: ranked.slice(1, 4), entities, background };
  };
}

/** Places of the four largest sums, the largest first; of equal ones the earlier. */
function likeliest(sums: Float64Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < sums.length; at += 1) {
    if (places.length === 4 && sums[at]! <= sums[places[3]!]!) continue;
    const before = places.findIndex((place) => sums[at]! > sums[place]!);
    places.splice(before === -1 ? places.length : before, 0, at);
    if (places.length > 4) places.pop();
  }
  return places;
}

/** A text that is known word for word: its labels gain, but what was asked still counts. */
function known({ probabilities, background }: Guess, labels: readonly number[]): Guess {
  const raised = probabilities.slice();
  let total = 0;
  for (let at = 0; at < raised.length; at += 1) {
    if (labels.includes(at)) raised[at] = Math.max(raised[at]!, 1e-4) * knownFactor;
    total += raised[at]!;
  }
  for (let at = 0; at < raised.length; at += 1) raised[at]! /= total;
  return { probabilities: raised, background: Math.min(background, 0.02) };
}
