import { type ExpectedInput, awaitings } from "../../../dialogs/events.ts";
import type { Classify, Scores } from "../classifier/classifier.ts";
import type { FixedRequests } from "./fixed-requests.ts";
import { flagsOf, type Entities, type ReadEntities } from "../entities/read-entities.ts";
import { isBlank } from "../normalise/clean.ts";
import type { Normalise } from "../normalise/normalise.ts";
import type { TransformerScores } from "../transformer/transformer-classifier.ts";
import { applyRules } from "./prediction-rules.ts";

/** `confidence` is between 0 and 1. */
export type RankedLabel = { label: string; confidence: number };
/** The label of a text (`none` if it is out of scope or unclear), with the next likely labels, best first. */
export type Prediction = RankedLabel & {
  alternatives: readonly RankedLabel[];
  /** The text after normalisation, with its punctuation. */
  typed: string;
  entities: Entities;
  oosProbability: number;
  /** The text is one of the training texts, or a command, word for word. */
  known: boolean;
};
/** Predicts the label of a text; `transformerScores` are those of the transformer for it, if it was asked. */
export type PredictText = (awaiting: ExpectedInput, transformerScores?: TransformerScores) => Prediction;
/**
 * `of` reads a text once, which is most of the work, for predictions without and with the transformer, or after another
 * question.
 */
export type Predict = {
  (text: string, awaiting: ExpectedInput): Prediction;
  of: (text: string) => PredictText;
};

/** Below this confidence a text is not understood; a result of a step, which moves the place, needs a little more. */
const minConfidence = 0.45;
const minResultConfidence = 0.5;
const neededFor = (label: string): number =>
  label === "nav:fixed" || label === "nav:not-fixed" ? minResultConfidence : minConfidence;

/** Ends with a question mark, which normalisation takes off and a question needs. */
const asking = /\?[\s!?.…"')]*$/u;

/** Factor on the labels of a text that equals a training text. */
const knownFactor = 50;

/** "yes" and "no" after a step are its result. */
const asResult: Readonly<Record<string, string>> = { yes: "nav:fixed", no: "nav:not-fixed" };
const labelAfter = (label: string, awaiting: ExpectedInput): string =>
  awaiting === "step-result" ? (asResult[label] ?? label) : label;

/** The labels to choose from after a question, and for each label of the model its index among them. */
function mergedLabels(
  labels: readonly string[],
  awaiting: ExpectedInput,
): { names: readonly string[]; places: readonly number[] } {
  const names = [...new Set(labels.map((label) => labelAfter(label, awaiting)))];
  return { names, places: labels.map((label) => names.indexOf(labelAfter(label, awaiting))) };
}

/** Confidence from the probability of the label and that of being out of scope. */
const confidenceOf = (probability: number, oosProbability: number): number =>
  Math.sqrt(probability) * (1 - oosProbability);

/** Creates the predictor: normalise → entities → classifier → commands and known texts → rules → threshold. */
export function predictor(options: {
  labels: readonly string[];
  normalise: Normalise;
  readEntities: ReadEntities;
  classify: Classify;
  exact: ReadonlyMap<string, readonly number[]>;
  matchCommand: FixedRequests["matchCommand"];
}): Predict {
  const { labels, normalise, readEntities, classify, exact, matchCommand } = options;
  const merged = new Map(awaitings.map((awaiting) => [awaiting, mergedLabels(labels, awaiting)]));
  const of = (text: string): PredictText => {
    const { typed: written, words } = normalise(text);
    const entities = readEntities(written);
    const typed = asking.test(text) ? `${written}?` : written;
    if (isBlank(text) || words.length === 0)
      return () => ({
        label: "none",
        confidence: 1,
        alternatives: [],
        typed,
        entities,
        oosProbability: 1,
        known: false,
      });
    const scoresAfter = classify(words, flagsOf(entities));
    const trained = exact.get(words.join(" "));
    return (awaiting, transformerScores) => {
      const command = matchCommand(words, awaiting);
      const same = command === null ? trained : [labels.indexOf(command)];
      const scores = scoresAfter(awaiting, transformerScores);
      const boosted: Scores = same ? boost(scores, same) : scores;
      const { probabilities, oosProbability } = applyRules({ scores: boosted, labels, entities, words, awaiting });
      const { names, places } = merged.get(awaiting)!;
      const sums = new Float64Array(names.length);
      for (let at = 0; at < probabilities.length; at += 1) sums[places[at]!]! += probabilities[at]!;
      const ranked = topFour(sums).map((at) => ({
        label: names[at]!,
        confidence: confidenceOf(sums[at]!, oosProbability),
      }));
      const [best] = ranked;
      const read = { typed, entities, oosProbability, known: same !== undefined };
      if (!best || best.confidence < neededFor(best.label))
        return { label: "none", confidence: oosProbability, alternatives: ranked.slice(0, 3), ...read };
      return { ...best, alternatives: ranked.slice(1, 4), ...read };
    };
  };
  return Object.assign((text: string, awaiting: ExpectedInput) => of(text)(awaiting), { of });
}

/** Indices of the four largest sums, largest first; of equal ones the earlier. */
function topFour(sums: Float64Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < sums.length; at += 1) {
    if (places.length === 4 && sums[at]! <= sums[places[3]!]!) continue;
    const before = places.findIndex((place) => sums[at]! > sums[place]!);
    places.splice(before === -1 ? places.length : before, 0, at);
    if (places.length > 4) places.pop();
  }
  return places;
}

/** Boosts the labels of a text that is known word for word; the prior of what was asked still counts. */
function boost({ probabilities, oosProbability }: Scores, labels: readonly number[]): Scores {
  const raised = probabilities.slice();
  let total = 0;
  for (let at = 0; at < raised.length; at += 1) {
    if (labels.includes(at)) raised[at] = Math.max(raised[at]!, 1e-4) * knownFactor;
    total += raised[at]!;
  }
  for (let at = 0; at < raised.length; at += 1) raised[at]! /= total;
  return { probabilities: raised, oosProbability: Math.min(oosProbability, 0.02) };
}
