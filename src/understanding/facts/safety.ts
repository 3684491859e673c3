import type { SafetyWords } from "../../../knowledge/lexicon.ts";
import { plainLetters } from "../normalise/plain-letters.ts";
import type { Facts } from "./message-facts.ts";

/** Languages that are written without spaces between words, or join words: there a pattern needs no word borders. */
const unspaced = new Set(["ja", "zh", "ar"]);

/** The patterns of one kind in all languages as one expression; null where there are none. */
function matcher(words: SafetyWords, kind: "harmless" | "danger" | "driving"): RegExp | null {
  const parts = Object.entries(words).flatMap(([language, lists]) =>
    (lists[kind] ?? []).map((pattern) => {
      const plain = plainLetters(pattern);
      return unspaced.has(language) ? `(?:${plain})` : `(?<![\\p{L}\\p{N}])(?:${plain})(?![\\p{L}\\p{N}])`;
    }),
  );
  return parts.length === 0 ? null : new RegExp(parts.join("|"), "gu");
}

/**
 * Makes the reader of danger: to life or health, or at the wheel. Recall before precision, since a wrong alarm costs a
 * sentence; phrases of music talk ("this song kills me") are taken out first.
 */
export function safetyOf(words: SafetyWords): (text: string) => Facts["safety"] {
  const [harmless, danger, driving] = (["harmless", "danger", "driving"] as const).map((kind) => matcher(words, kind));
  const found = (pattern: RegExp | null | undefined, text: string): boolean =>
    pattern ? text.search(pattern) >= 0 : false;
  return (text) => {
    const plain = plainLetters(text.toLowerCase().replace(/[’‘`´]/gu, "'"));
    if (!found(danger, plain) && !found(driving, plain)) return null;
    const rest = harmless ? plain.replace(harmless, " ") : plain;
    if (found(danger, rest)) return "danger";
    return found(driving, rest) ? "driving" : null;
  };
}
