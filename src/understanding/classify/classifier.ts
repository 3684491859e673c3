import type { Awaiting } from "../../../dialogs/events.ts";
import type { Encoder } from "./encoder.ts";
import type { Model, Pair } from "./model.ts";
import { priors } from "./prior.ts";
import { scores, softmax, type Linear, type Sparse } from "./softmax.ts";
import { vectoriser } from "./vectorise.ts";

/** What the classifier makes of a text: probabilities by label in the model's order, and that of being none of ours. */
export type Guess = { probabilities: Float64Array; background: number };
export type Classify = (words: readonly string[], flags: readonly string[], awaiting: Awaiting) => Guess;

const asSparse = (vector: Float32Array): Sparse => ({ features: Uint32Array.from(vector.keys()), values: vector });

/** The weighted geometric mean of what n-grams and vectors say; n-grams alone where there are no vectors. */
function mean(pair: Pair, sparse: Sparse, dense: Sparse | null, share: number): Float64Array {
  const left = scores(pair.sparse, sparse);
  if (!dense || !pair.dense) return left;
  const right = scores(pair.dense as Linear, dense);
  return left.map((score, label) => (1 - share) * score + share * (right[label] ?? 0));
}

/** Makes the classifier of a model. `share` is the vectors' part in the geometric mean, `heat` divides scores (temperature). */
export function classifier(options: { model: Model; encoder: Encoder | null; share: number; heat: number }): Classify {
  const { model, encoder, share, heat } = options;
  const toSparse = vectoriser(model.features);
  const prior = priors(model.labels);
  return (words, flags, awaiting) => {
    const sparse = toSparse(words, flags);
    const dense = encoder && words.length > 0 ? asSparse(encoder.encode(words.join(" "))) : null;
    const raw = mean(model.meaning, sparse, dense, share);
    const factor = prior[awaiting];
    const probabilities = softmax(raw.map((score, label) => score / heat + Math.log(factor[label] ?? 1)));
    const background = softmax(mean(model.gate, sparse, dense, share))[1] ?? 0;
    return { probabilities, background };
  };
}
