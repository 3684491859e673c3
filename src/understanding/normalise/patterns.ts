/** V8 compiles longer expressions without its optimisations (`kRegExpTooLargeToOptimize`, 20 kB). */
export const maxSource = 16_000;

/**
 * Whether any of these patterns matches a text. Most texts match none, and one test for all costs a fraction of one for
 * each.
 */
export function testOfAny(patterns: readonly RegExp[]): (text: string) => boolean {
  const sources: string[] = [];
  for (const { source } of patterns) {
    const last = sources.at(-1);
    if (last === undefined || last.length + source.length > maxSource) sources.push(`(?:${source})`);
    else sources[sources.length - 1] = `${last}|(?:${source})`;
  }
  const joined = sources.map((source) => new RegExp(source, "u"));
  return (text) => joined.some((pattern) => pattern.test(text));
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
