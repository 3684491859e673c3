import { classifier } from "../classifier/classifier.ts";
import type { Encoder } from "../classifier/encoder.ts";
import type { Prepared } from "../training/prepare.ts";
import { fitVectors, settings, trainModel } from "../training/train-model.ts";

/**
 * How sentence vectors are learned from and how much they count beside n-grams: the more, the fewer lines a label has.
 */
export type Mixture = { share: number; strength: number };

const shares = [0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8];
const strengths = [1e-5, 1e-4];
/** Up to so many lines all folds are tried; with more, one says enough and the others would cost minutes. */
const fewLines = 3000;
const folds = 3;

const part = (prepared: Prepared, wanted: (at: number) => boolean): Prepared => ({
  ...prepared,
  numbers: prepared.numbers.filter((_, at) => wanted(at)),
  lines: prepared.lines.filter((_, at) => wanted(at)),
});

/** Right labels of each mixture on the lines left out of the training. */
function rightIn(prepared: Prepared, encoder: Encoder, fold: number): Map<Mixture, number> {
  const learned = part(prepared, (at) => at % folds !== fold);
  const asked = part(prepared, (at) => at % folds === fold);
  const model = trainModel({ prepared: learned, encoder: null, settings });
  const right = new Map<Mixture, number>();
  for (const strength of strengths) {
    const vectors = fitVectors(learned, encoder, { ...settings.vectors, strength });
    for (const share of shares) {
      const classify = classifier({ model: { ...model, vectors }, encoder, share, heat: 1 });
      const found = asked.lines.map(({ words, flags }) => classify(words, flags, "idle").probabilities);
      right.set(
        { share, strength },
        found.filter((likely, at) => likely.indexOf(Math.max(...likely)) === asked.numbers[at]).length,
      );
    }
  }
  return right;
}

/**
 * The mixture that reads lines of the training set best that were left out of it; of equal ones the one with the
 * smaller share.
 */
export function chooseMixture(prepared: Prepared, encoder: Encoder): Mixture {
  const sums = new Map<string, { mixture: Mixture; right: number }>();
  for (let fold = 0; fold < (prepared.numbers.length > fewLines ? 1 : folds); fold += 1)
    for (const [mixture, right] of rightIn(prepared, encoder, fold)) {
      const key = JSON.stringify(mixture);
      sums.set(key, { mixture, right: (sums.get(key)?.right ?? 0) + right });
    }
  return [...sums.values()].reduce((best, one) => (one.right > best.right ? one : best)).mixture;
}
