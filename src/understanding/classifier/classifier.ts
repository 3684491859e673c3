import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Encoder } from "./encoder.ts";
import type { Opinion } from "../transformer/opinion.ts";
import type { Model } from "./model.ts";
import { priors } from "./prior.ts";
import { highest, logarithms, scores, softmax } from "./softmax.ts";
import { vectoriser } from "./vectorise.ts";

/** What the classifier makes of a text: probabilities by label in the model's order, and that of being none of ours. */
export type Guess = { probabilities: Float64Array; background: number };
export type Classify = (
  words: readonly string[],
  flags: readonly string[],
  awaiting: ExpectedInput,
  opinion?: Opinion,
) => Guess;

const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/**
 * What was asked last counts by this power, and the gate's score by this factor (its training is smoothed); chosen on
 * own development texts.
 */
const weights = { asked: 1.3, gate: 1.3 };

/**
 * Where n-grams alone are surer than this, vectors are not asked: of the 477 such lines of the development split (of
 * 898) not one would have got another label, and vectors are the dearest part of a reading.
 */
const sure = 0.9;

/**
 * The part of a second opinion in the geometric mean and in the gate's score, and what is added there since both
 * together are too shy to say "none of ours"; chosen on a group of authors left out of the training.
 */
const second = { meaning: 0.6, gate: 0.6, lean: 0.6 };

/** Mixes a second opinion into the logarithms of what the model says. A label that it does not know stands as it is. */
function withOpinion(logs: Float64Array, labels: readonly string[], opinion: Opinion): Float64Array {
  return logs.map((log, at) => {
    const theirs = opinion.labels.get(labels[at]!);
    return theirs === undefined ? log : (1 - second.meaning) * log + second.meaning * theirs;
  });
}

/**
 * Makes the classifier of a model. `share` is the vectors' part in the geometric mean, `heat` divides scores
 * (temperature).
 */
export function classifier(options: { model: Model; encoder: Encoder | null; share: number; heat: number }): Classify {
  const { model, encoder, share, heat } = options;
  const toSparse = vectoriser(model.features);
  const prior = priors(model.labels);
  const logPrior = new Map(
    Object.entries(prior).map(([awaiting, factors]) => [
      awaiting,
      factors.map((factor) => weights.asked * Math.log(factor)),
    ]),
  );
  const places = Uint32Array.from({ length: encoder?.size ?? 0 }, (_, at) => at);
  /**
   * What n-grams say, weighed against what vectors say: the logarithm of their geometric mean. Null where there are no
   * vectors.
   */
  const mean = (left: Float64Array, words: readonly string[]): Float64Array | null => {
    if (!encoder || !model.vectors) return null;
    const right = logarithms(scores(model.vectors, { features: places, values: encoder.encode(words.join(" ")) }));
    for (let label = 0; label < right.length; label += 1)
      right[label] = (1 - share) * left[label]! + share * right[label]!;
    return right;
  };
  const knows = (opinion: Opinion, logs: Float64Array): boolean =>
    opinion.labels.has(model.labels[logs.indexOf(highest(logs))]!);
  const asked = (logs: Float64Array, factor: Float64Array): Float64Array => {
    const raw = new Float64Array(logs.length);
    for (let label = 0; label < raw.length; label += 1) raw[label] = logs[label]! / heat + factor[label]!;
    return softmax(raw);
  };
  return (words, flags, awaiting, opinion) => {
    const sparse = toSparse(words, flags);
    const factor = logPrior.get(awaiting)!;
    const left = logarithms(scores(model.meaning, sparse));
    const [ours, none] = scores(model.gate, sparse);
    const gate = weights.gate * (none! - ours!);
    const alone = asked(left, factor);
    const both = highest(alone) > sure ? null : mean(left, words);
    // What is likeliest to mean something that the second reader never learned is none of its business.
    if (!opinion || !knows(opinion, both ?? left))
      return { probabilities: both ? asked(both, factor) : alone, background: sigmoid(gate) };
    const background = sigmoid((1 - second.gate) * gate + second.gate * opinion.none + second.lean);
    return { probabilities: asked(withOpinion(both ?? left, model.labels, opinion), factor), background };
  };
}
