import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Guess } from "../classifier/classifier.ts";
import type { Entities } from "../entities/read-entities.ts";

/** What a rule may look at; `words` is what the classifier reads. */
export type Case = {
  guess: Guess;
  labels: readonly string[];
  entities: Entities;
  words: readonly string[];
  awaiting: ExpectedInput;
};

/** Up to here an answer to "which device" is taken at its word. */
const shortAnswer = 5;

/** Makes labels more or less likely by a factor. */
function weighed(guess: Guess, labels: readonly string[], factorOf: (label: string) => number): Guess {
  const parts = new Float64Array(labels.length);
  let total = 0;
  for (let at = 0; at < parts.length; at += 1)
    total += parts[at] = Math.max(guess.probabilities[at]!, 1e-9) * factorOf(labels[at]!);
  if (total === 0) return guess;
  for (let at = 0; at < parts.length; at += 1) parts[at]! /= total;
  return { ...guess, probabilities: parts };
}

const only = (guess: Guess, labels: readonly string[], label: string): Guess =>
  weighed(guess, labels, (name) => (name === label ? 1 : 0));
const noneOfOurs = (guess: Guess): Guess => ({ ...guess, background: 0.97 });
/** Makes the background less likely by a factor on what is ours. */
const ours = (guess: Guess, factor: number): Guess => ({
  ...guess,
  background: guess.background / (guess.background + factor * (1 - guess.background)),
});

/** Another code: a fault that is reported, or a question about it, which is none of ours. */
function otherCode({ guess, labels, entities }: Case): Guess {
  return entities.topics.includes("asks") ? noneOfOurs(guess) : ours(only(guess, labels, "problem:other"), 20);
}

function namedDevice({ guess, labels, entities, words }: Case): Guess {
  const wanted = `platform:${entities.device}`;
  if (words.length <= shortAnswer && !entities.topics.includes("asks")) return ours(only(guess, labels, wanted), 6);
  return ours(
    weighed(guess, labels, (label) => (label === wanted ? 30 : label.startsWith("platform:") ? 0.1 : 1)),
    2,
  );
}

/**
 * Another product or one's own server and not ours: its fault where one is reported, else more likely so than anything
 * of ours.
 */
function otherProduct({ guess, labels, entities }: Case): Guess {
  const { outcome, topics } = entities;
  if (outcome.fails && !outcome.works && !topics.includes("asks"))
    return ours(
      weighed(guess, labels, (label) => (label === "problem:other" ? 60 : 1)),
      6,
    );
  return weighed(guess, labels, (label) => (label === "problem:other" ? 10 : 1));
}

/**
 * After a step, and after the case was closed: what says that it fails cannot mean that it is fixed, nor the other way
 * round.
 */
function byOutcome({ guess, labels, entities, awaiting }: Case): Guess {
  const { works, fails, relapse, unsaid } = entities.outcome;
  if (entities.topics.includes("asks") || (awaiting !== "step-result" && awaiting !== "resolved")) return guess;
  const elsewhere =
    entities.codes.other || ((entities.brands.other || entities.brands.ownServer) && !entities.brands.ours);
  if (awaiting === "resolved" && relapse && !elsewhere) return ours(only(guess, labels, "nav:not-fixed"), 20);
  if (works !== fails) {
    const contradicted = works ? "nav:not-fixed" : "nav:fixed";
    return weighed(guess, labels, (label) => (label === contradicted ? 0.2 : 1));
  }
  return unsaid
    ? weighed(guess, labels, (label) => (label === "nav:fixed" || label === "nav:not-fixed" ? 0.05 : 1))
    : guess;
}

/** Applies what is known for sure; the rest stays the classifier's guess. */
export function ruled(input: Case): Guess {
  return byEntity({ ...input, guess: byOutcome(input) });
}

function byEntity(input: Case): Guess {
  const { guess, labels, entities, awaiting } = input;
  const { codes, brands, device, devices } = entities;
  if (codes.other && codes.ours === null) return otherCode(input);
  if (codes.elsewhere && codes.ours === null && !brands.ours) return noneOfOurs(guess);
  if ((brands.other || brands.ownServer) && !brands.ours) return otherProduct(input);
  if (awaiting === "platform" && device !== null) return namedDevice(input);
  if (codes.ours !== null && !brands.other && !brands.ownServer)
    return ours(
      weighed(guess, labels, (label) => (label === "problem:other" ? 0.2 : 1)),
      6,
    );
  if (devices.denied.length > 0)
    return weighed(guess, labels, (label) => (devices.denied.some((name) => label === `platform:${name}`) ? 0.05 : 1));
  return guess;
}
