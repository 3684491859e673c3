/** One expression for a list of word patterns, with word borders on both sides of each. */
export function matcherOf(patterns: readonly string[]): RegExp {
  const parts = patterns.map((pattern) => {
    const start = /^[\w(]/u.test(pattern) ? "(?<![\\w'-])" : "";
    const end = /[\w)?*+]$/u.test(pattern) ? "(?![\\w])" : "";
    return `${start}(?:${pattern})${end}`;
  });
  return new RegExp(parts.join("|"), "u");
}
