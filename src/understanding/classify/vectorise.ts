import { countFeatures } from "./features.ts";
import type { Sparse } from "./softmax.ts";

/** Which hashed features the model knows, in rising order, and how telling each is (inverse document frequency). */
export type Features = { numbers: Uint32Array; weights: Float32Array };

/** Makes the function that turns words and flags into a TF-IDF vector of length one. */
export function vectoriser(known: Features): (words: readonly string[], flags: readonly string[]) => Sparse {
  const place = new Map<number, number>();
  for (const [at, number] of known.numbers.entries()) place.set(number, at);
  return (words, flags) => {
    const features: number[] = [];
    const values: number[] = [];
    let square = 0;
    for (const [number, count] of countFeatures(words, flags)) {
      const at = place.get(number);
      if (at === undefined) continue;
      const value = (1 + Math.log(count)) * (known.weights[at] ?? 0);
      features.push(at);
      values.push(value);
      square += value * value;
    }
    const length = Math.sqrt(square) || 1;
    return { features: Uint32Array.from(features), values: Float32Array.from(values, (value) => value / length) };
  };
}
