/** One thing that was checked of an article. `details` has a line for each thing to look at. */
export type ArticleFinding = {
  check:
    | "article file"
    | "phrasings file"
    | "other files"
    | "contradictions"
    | "reports"
    | "languages"
    | "understood"
    | "named"
    | "talks"
    | "tests"
    | "other articles";
  state: "ok" | "failed" | "not checked";
  result: string;
  details: readonly string[];
};

export function finding(
  check: ArticleFinding["check"],
  state: ArticleFinding["state"],
  result: string,
  details: readonly string[] = [],
): ArticleFinding {
  return { check, state, result, details };
}
