import type { Evidence } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { clausesIn } from "./clause.ts";

/** Evidence that a text tells, by clause; a question tells none. `typed` is cleaned text with its punctuation. */
export type ReadEvidence = (typed: string) => readonly Evidence[];

/** Compiles the lists of the lexicon. */
export function evidenceReader({ evidence }: Lexicon["evidence"]): ReadEvidence {
  const patterns = evidence.map(
    ({ evidence: name, words }) => [name, new RegExp(words.map((one) => `(?:${one})`).join("|"), "u")] as const,
  );
  return (typed) => {
    const statements = clausesIn(typed).filter(({ question }) => !question);
    return patterns.filter(([, pattern]) => statements.some(({ text }) => pattern.test(text))).map(([name]) => name);
  };
}
