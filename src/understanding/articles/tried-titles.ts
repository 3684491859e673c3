import type { Article, Step } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { escapePattern } from "../normalise/patterns.ts";
import { notDone } from "../entities/tried-steps.ts";

/**
 * "Already done", for steps that the word list of tried steps does not know: the order in a step's title, in the past.
 * "Turn off offline mode" gives "turned off the offline mode".
 */

/** Ids of steps of the article that a text says were done. */
export type ReadTried = (typed: string, article: Article | null) => readonly string[];

/** Past forms of verbs that instructions use and that take no plain -ed. */
const irregular: Readonly<Record<string, string>> = {
  be: "been",
  build: "built",
  choose: "chosen|chose",
  cut: "cut",
  do: "did|done",
  find: "found",
  get: "got",
  give: "gave|given",
  go: "went|gone",
  leave: "left",
  let: "let",
  make: "made",
  put: "put",
  reset: "reset",
  run: "ran|run",
  see: "saw|seen",
  set: "set",
  shut: "shut",
  take: "took|taken",
  unplug: "unplugged",
  write: "wrote|written",
};

const joining = new Set([
  "the",
  "a",
  "an",
  "your",
  "and",
  "of",
  "for",
  "to",
  "in",
  "on",
  "off",
  "out",
  "up",
  "down",
  "it",
  "from",
  "with",
  "or",
  "all",
  "again",
]);

function pastOf(verb: string): string {
  const known = irregular[verb];
  if (known !== undefined) return known;
  if (verb.endsWith("e")) return `${verb}d`;
  if (/[^aeiou]y$/u.test(verb)) return `${verb.slice(0, -1)}ied`;
  if (/[^aeiou][aeiou][bdgmnpt]$/u.test(verb)) return `${verb}ed|${verb}${verb.at(-1)}ed`;
  return `${verb}ed`;
}

/** The pattern of a title in the past; null where it holds no thing that something is done to. */
function pastTitle(step: Step, brand: string): RegExp | null {
  const [verb = "", ...rest] = step.title.en.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const things = rest.filter((word) => !joining.has(word) && word !== brand && word.length > 1);
  if (verb === "" || things.length === 0) return null;
  const [thing = "", ...more] = things.map(escapePattern);
  const object = `${thing}${more.map((word) => String.raw`(?:\W+${word})?`).join("")}`;
  const done = `(?:${pastOf(verb)})`;
  return new RegExp(
    String.raw`\b${done}\b(?:\W+\w+){0,3}\W+${object}\b|\b${object}\b (?:is |was |has been |have been |already )+${done}\b`,
    "u",
  );
}

/** "Let", "put" and their like are the same in the past, so it must be said that somebody did it. */
const sameInPast = /^(?:cut|let|put|reset|run|set|shut)\b/u;
const didBefore =
  /(?<!\b(?:do|does|did|can|could|should|would|will|shall|must|may|might) )\b(?:i|i've|we|we've|already|have|has|just|he|she|they) (?:already |just |also |even )*$/u;

/** Creates the reader; patterns are made for an article when it is first talked about. */
export function triedTitlesReader({ steps: listed }: Lexicon["tried-steps"]): ReadTried {
  const known = new Set(listed.map(({ step }) => step));
  const patterns = new Map<string, (readonly [string, RegExp])[]>();
  const patternsOf = (article: Article): (readonly [string, RegExp])[] => {
    const made =
      patterns.get(article.id) ??
      article.steps.flatMap((step) => {
        const pattern = known.has(step.id) ? null : pastTitle(step, article.identity.brand.toLowerCase());
        return pattern ? [[step.id, pattern] as const] : [];
      });
    patterns.set(article.id, made);
    return made;
  };
  return (typed, article) =>
    article === null
      ? []
      : patternsOf(article).flatMap(([id, pattern]) => {
          const match = pattern.exec(typed);
          if (!match || notDone.test(typed.slice(0, match.index))) return [];
          return sameInPast.test(match[0]) && !didBefore.test(typed.slice(0, match.index)) ? [] : [id];
        });
}
