import type { Awaiting } from "../../../dialogs/events.ts";
import type { Encoder } from "../encode/encoder.ts";
import type { Model } from "./model.ts";
import { priors } from "./prior.ts";
import { logarithms, scores, softmax } from "./softmax.ts";
import { vectoriser } from "./vectorise.ts";

/** What the classifier makes of a text: probabilities by label in the model's order, and that of being none of ours. */
export type Guess = { probabilities: Float64Array; background: number };
export type Classify = (words: readonly string[], flags: readonly string[], awaiting: Awaiting) => Guess;

/** What was asked last counts by this power, and the gate's score by this factor (its training is smoothed); chosen on own development texts. */
const weights = { asked: 1.3, gate: 1.3 };

/**
 * Where n-grams alone are surer than this, vectors are not asked: of the 477 such lines of the development split (of 898) not one would
 * have got another label, and vectors are the dearest part of a reading.
 */
const sure = 0.9;

/** Makes the classifier of a model. `share` is the vectors' part in the geometric mean, `heat` divides scores (temperature). */
export function classifier(options: { model: Model; encoder: Encoder | null; share: number; heat: number }): Classify {
  const { model, encoder, share, heat } = options;
  const toSparse = vectoriser(model.features);
  const prior = priors(model.labels);
  const logPrior = new Map(Object.entries(prior).map(([awaiting, factors]) => [awaiting, factors.map((factor) => weights.asked * Math.log(factor))]));
  const places = Uint32Array.from({ length: encoder?.size ?? 0 }, (_, at) => at);
  /** What n-grams say, weighed against what vectors say: the logarithm of their geometric mean. Null where there are no vectors. */
  const mean = (left: Float64Array, words: readonly string[]): Float64Array | null => {
    if (!encoder || !model.vectors) return null;
    const right = logarithms(scores(model.vectors, { features: places, values: encoder.encode(words.join(" ")) }));
    for (let label = 0; label < right.length; label += 1) right[label] = (1 - share) * left[label]! + share * right[label]!;
    return right;
  };
  return (words, flags, awaiting) => {
    const sparse = toSparse(words, flags);
    const factor = logPrior.get(awaiting)!;
    const asked = (logs: Float64Array): Float64Array => {
      const raw = new Float64Array(logs.length);
      for (let label = 0; label < raw.length; label += 1) raw[label] = logs[label]! / heat + factor[label]!;
      return softmax(raw);
    };
    const left = logarithms(scores(model.meaning, sparse));
    const alone = asked(left);
    const both = Math.max(...alone) > sure ? null : mean(left, words);
    return { probabilities: both ? asked(both) : alone, background: softmax(scores(model.gate, sparse).map((score) => weights.gate * score))[1] ?? 0 };
  };
}
