import type { Awaiting } from "../../dialogs/events.ts";
import type { Guess } from "./classify/classifier.ts";
import type { Entities } from "./entities/read-entities.ts";

/** What a rule may look at. `typed` is cleaned text with punctuation, `words` what the classifier reads. */
export type Case = { guess: Guess; labels: readonly string[]; entities: Entities; typed: string; words: readonly string[]; awaiting: Awaiting };

const asks = /^(?:so |and |but |ok |hey |hi |please )*(?:what|why|how|when|where|who|which|whats|is|are|does|do|did|can|could|should|will|would|has|have|tell me|explain|difference|meaning)\b|\bmean(?:s|ing)?\b|\bdifference\b|\bwhat is\b/u;

/** Keeps only the labels that `keep` allows. */
function only(guess: Guess, labels: readonly string[], keep: (label: string) => boolean): Guess {
  const kept = guess.probabilities.map((probability, at) => (keep(labels[at] ?? "") ? Math.max(probability, 1e-9) : 0));
  const total = kept.reduce((sum, part) => sum + part, 0);
  return total === 0 ? guess : { ...guess, probabilities: kept.map((part) => part / total) };
}

const sureOf = (guess: Guess, labels: readonly string[], label: string): Guess => ({ ...only(guess, labels, (name) => name === label), background: Math.min(guess.background, 0.05) });
const noneOfOurs = (guess: Guess): Guess => ({ ...guess, background: 0.97 });

/** Where a text names another product or code, it is either a report of that fault or none of ours. */
function elsewhere({ guess, labels, typed }: Case): Guess {
  if (asks.test(typed)) return noneOfOurs(guess);
  return only(guess, labels, (label) => label === "problem:other");
}

/** Applies what is known for sure; the rest stays the classifier's guess. */
export function ruled(input: Case): Guess {
  const { guess, labels, entities, typed, awaiting } = input;
  const { codes, brands, device } = entities;
  if (codes.other && codes.ours === null) return asks.test(typed) ? noneOfOurs(guess) : sureOf(guess, labels, "problem:other");
  if (codes.elsewhere && codes.ours === null && !brands.ours) return noneOfOurs(guess);
  if ((brands.other || brands.ownServer) && !brands.ours) return elsewhere(input);
  if (awaiting === "platform" && device !== null && !asks.test(typed)) return sureOf(guess, labels, `platform:${device}`);
  return guess;
}
