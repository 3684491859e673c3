import type { SafetyWords } from "../../../knowledge/lexicon.ts";
import { plainLetters, plainPattern } from "../normalise/plain-letters.ts";
import type { Facts } from "./message-facts.ts";

/** Languages that are written without spaces between words, or join words: there a pattern needs no word borders. */
const unspaced = new Set(["ja", "zh", "ar"]);

/** The patterns of one kind in all languages as one expression; null where there are none. */
function matcher(words: SafetyWords, kind: "harmless" | "danger" | "driving"): RegExp | null {
  const parts = Object.entries(words).flatMap(([language, lists]) =>
    (lists[kind] ?? []).map((pattern) => {
      const plain = plainPattern(pattern);
      return unspaced.has(language) ? `(?:${plain})` : `(?<![\\p{L}\\p{N}])(?:${plain})(?![\\p{L}\\p{N}])`;
    }),
  );
  return parts.length === 0 ? null : new RegExp(parts.join("|"), "gu");
}

/** Characters at either end of a text that are searched; what people paste is longer. */
const maxEnd = 2000;

/**
 * Makes the reader of danger: to life or health, or at the wheel. Recall before precision, since a wrong alarm costs a
 * sentence; phrases of music talk ("this song kills me") are taken out first.
 */
export function safetyOf(words: SafetyWords): (text: string) => Facts["safety"] {
  const [harmless, danger, driving] = (["harmless", "danger", "driving"] as const).map((kind) => matcher(words, kind));
  const found = (pattern: RegExp | null | undefined, text: string): boolean =>
    pattern ? text.search(pattern) >= 0 : false;
  return (text) => {
    const whole = text.length > 2 * maxEnd ? `${text.slice(0, maxEnd)} ${text.slice(-maxEnd)}` : text;
    const lower = whole
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[’‘`´]/gu, "'");
    const plain = plainLetters(lower)
      .replace(/\p{Cf}/gu, "")
      .replace(/\s+/gu, " ");
    if (!found(danger, plain) && !found(driving, plain)) return null;
    const rest = harmless ? plain.replace(harmless, " ") : plain;
    if (found(danger, rest)) return "danger";
    return found(driving, rest) ? "driving" : null;
  };
}
