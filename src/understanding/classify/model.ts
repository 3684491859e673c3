import type { Features } from "./vectorise.ts";
import type { Linear } from "./softmax.ts";

/** A softmax over n-grams, and one over sentence vectors where an encoder was at hand. */
export type Pair = { sparse: Linear; dense: Linear | null };

/** All that training leaves behind. */
export type Model = {
  labels: readonly string[];
  features: Features;
  /** Which label. */
  meaning: Pair;
  /** Ours or background: label 1 is background. */
  gate: Pair;
  /** Words of the training texts with how often they occur: what typing errors are mended towards. */
  vocabulary: ReadonlyMap<string, number>;
  /** Training texts, normalised, with the numbers of their labels. */
  exact: ReadonlyMap<string, readonly number[]>;
};
