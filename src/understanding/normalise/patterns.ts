/**
 * One pattern that matches where any of these does. Most texts match none, and one test for all costs a fraction of one
 * for each.
 */
export function combinePatterns(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join("|"), "u");
}

/** One pattern for a list of the lexicon. */
export function anyOf(patterns: readonly string[], flags = "u"): RegExp {
  return new RegExp(patterns.map((pattern) => `(?:${pattern})`).join("|"), flags);
}

/** A pattern for any of these alternatives as whole words. */
export function wholeWords(alternatives: readonly string[], flags = "u"): RegExp {
  return new RegExp(`\\b(?:${alternatives.join("|")})\\b`, flags);
}

/** A text as a pattern that matches just this text. */
export const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");

/**
 * Every match of a pattern with the flag `g`, like `matchAll`, which would create a new pattern for each call, and that
 * costs more than most searches.
 */
export function allMatches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    found.push(match);
    if (match[0] === "") pattern.lastIndex += 1;
  }
  return found;
}
