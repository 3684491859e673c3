import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { undoneTest } from "../entities/tried-steps.ts";
import { clausesIn } from "../facts/clause.ts";
import { resultWords, type ResultWords } from "../facts/result-subject.ts";
import { anyOf } from "../normalise/patterns.ts";

type Lists = Omit<Lexicon["message-words"], "version">;

/** Tests for turns of speech that decide what a message wants done; the lexicon says what each means. */
export type MessageWords = Readonly<Record<keyof Lists, RegExp>> & {
  /** Whether a text has words that say how something went. */
  saysResult: (text: string) => boolean;
  /** What is said to have worked or failed. */
  results: ResultWords;
  /** Whether a text declines a step by its name. */
  declines: (text: string) => boolean;
  /** Whether a text says that something was not done, or takes it back. */
  saysUndone: (text: string) => boolean;
};

/** Compiles the lists of the lexicon. */
export function messageWords(lexicon: Lexicon): MessageWords {
  const { version: _, ...lists } = lexicon["message-words"];
  const tests = Object.entries<Lists[keyof Lists]>(lists).map(([name, patterns]) => [name, anyOf(patterns)] as const);
  const declined = anyOf(lexicon["tried-steps"].declined);
  const results = anyOf(lexicon.claims.results, "iu");
  return {
    ...(Object.fromEntries(tests) as Record<keyof Lists, RegExp>),
    saysResult: (text) => results.test(text),
    results: resultWords(lexicon.results),
    declines: (text) => clausesIn(text).some((clause) => declined.test(clause.text)),
    saysUndone: undoneTest(lexicon["tried-steps"]),
  };
}
