import type { Counts } from "../classifier/features.ts";
import type { Features } from "../classifier/vectorise.ts";

/** Features seen in at least `least` texts, with their smoothed inverse document frequency. */
export function chooseFeatures(texts: readonly Counts[], least: number): Features {
  const seen = new Map<number, number>();
  for (const counts of texts) for (const number of counts.keys()) seen.set(number, (seen.get(number) ?? 0) + 1);
  const kept = [...seen].filter(([, times]) => times >= least).sort(([a], [b]) => a - b);
  return {
    numbers: Uint32Array.from(kept, ([number]) => number),
    weights: Float32Array.from(kept, ([, times]) => Math.log((1 + texts.length) / (1 + times)) + 1),
  };
}
