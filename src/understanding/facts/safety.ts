import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import type { Facts } from "./facts.ts";
import { matcherOf } from "./matcher.ts";

/**
 * Makes the reader of danger: to life or health, or at the wheel. Recall before precision, since a wrong alarm costs a
 * sentence; phrases of music talk ("this song kills me") are taken out first.
 */
export function safetyOf(lexicon: FactsLexicon["safety"]): (typed: string) => Facts["safety"] {
  const harmless = new RegExp(matcherOf(lexicon.harmless).source, "gu");
  const danger = matcherOf(lexicon.danger);
  const driving = matcherOf(lexicon.driving);
  return (typed) => {
    const rest = typed.replace(harmless, " ");
    if (danger.test(rest)) return "danger";
    return driving.test(rest) ? "driving" : null;
  };
}
