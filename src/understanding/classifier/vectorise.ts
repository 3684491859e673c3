import { eachFeature, hashSpace } from "./features.ts";
import type { Sparse } from "./softmax.ts";

/** Which hashed features the model knows, in rising order, and how telling each is (inverse document frequency). */
export type Features = { numbers: Uint32Array; weights: Float32Array };

/** Makes the function that turns words and flags into a TF-IDF vector of length one. */
export function vectoriser(known: Features): (words: readonly string[], flags: readonly string[]) => Sparse {
  // One more than the place, so that nothing need be written for what is not known.
  const places = new Int32Array(hashSpace);
  for (let at = 0; at < known.numbers.length; at += 1) places[known.numbers[at]!] = at + 1;
  // By feature; all zero between two texts.
  const counts = new Uint16Array(known.numbers.length);
  return (words, flags) => {
    const found: number[] = [];
    eachFeature(words, flags, (feature) => {
      const at = places[feature]! - 1;
      if (at >= 0 && counts[at]!++ === 0) found.push(at);
    });
    return weighed(found, counts, known.weights);
  };
}

function weighed(found: readonly number[], counts: Uint16Array, weights: Float32Array): Sparse {
  const features = new Uint32Array(found);
  const values = new Float32Array(found.length);
  let square = 0;
  for (let i = 0; i < features.length; i += 1) {
    const at = features[i]!;
    const value = (1 + Math.log(counts[at]!)) * weights[at]!;
    counts[at] = 0;
    values[i] = value;
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (let i = 0; i < values.length; i += 1) values[i] = values[i]! / length;
  return { features, values };
}
