import { plainLetters, plainPattern } from "../normalise/plain-letters.ts";

/** Lower-case letters without accents; punctuation becomes a space. */
export const plain = (text: string): string =>
  plainLetters(
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[’‘`´]/gu, "'"),
  )
    .replace(/[^\p{L}\p{N}'-]+/gu, " ")
    .trim();

/** Words of denial in what was done, or right before it: nothing was. */
const denial = "(?:nicht|nie|no|nunca|pas|jamais|nao|non|mai|niet|nooit)";
const undone = new RegExp(`(?<!\\p{L})${denial}(?: \\p{L}+){0,2} $`, "u");
const denied = new RegExp(`(?<!\\p{L})${denial}(?!\\p{L})`, "u");
const clauseEnd = /[.,;:!?\n]+|\s(?:und|sowie|y|e|et|ed|en|ou)\s/u;

/**
 * Creates the reader of steps that a text in one other language says were done: in each clause the first that fits, from
 * pairs of a step and its pattern. A question tells of none.
 */
export function foreignStepsReader(tried: readonly (readonly [string, string])[]): (text: string) => readonly string[] {
  const steps = tried.map(
    ([step, pattern]) => [step, new RegExp(`(?<!\\p{L})(?:${plainPattern(pattern)})(?!\\p{L})`, "u")] as const,
  );
  const saysDone = (clause: string, pattern: RegExp): boolean => {
    const match = pattern.exec(clause);
    return match !== null && !denied.test(match[0]) && !undone.test(clause.slice(0, match.index));
  };
  return (text) => {
    if (steps.length === 0 || /\?\s*$/u.test(text)) return [];
    const found = text.split(clauseEnd).flatMap((part) => {
      const clause = plain(part);
      return steps.find(([, pattern]) => saysDone(clause, pattern))?.[0] ?? [];
    });
    return [...new Set(found)];
  };
}
