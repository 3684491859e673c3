import type { Features } from "./vectorise.ts";
import type { Linear } from "./softmax.ts";

/** All that training leaves behind. */
export type Model = {
  labels: readonly string[];
  features: Features;
  /** Which label, by n-grams. */
  meaning: Linear;
  /** Which label, by sentence vectors; null where no encoder was at hand. */
  vectors: Linear | null;
  /** Ours or background, by n-grams: label 1 is background. */
  gate: Linear;
  /** Words of the training texts with how often they occur: what typing errors are mended towards. */
  vocabulary: ReadonlyMap<string, number>;
  /** Training texts, normalised, with the numbers of their labels. */
  exact: ReadonlyMap<string, readonly number[]>;
};
