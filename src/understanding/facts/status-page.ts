import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { Facts } from "./message-facts.ts";

/** What a text says that the status page shows. */

/** Without one of the `statusHints` nothing is said of the status page; the others say what it shows. */
export type StatusWords = Pick<Lexicon["evidence"], "statusHints" | "statusFine" | "statusOutage">;

/** "Did 2 and 3, nothing": that is how steps went, not what the page shows. */
const ofSteps = /\b(?:did|tried|done|steps?|\d(?: and|,))\b[^.;?!]*\bnothing\b/u;

/** Whether a text speaks of the status page is up to the head; which of the two it shows, to clear words. */
export function statusReader(words: StatusWords): (typed: string, byHead: Facts["status"]) => Facts["status"] {
  const [hint, allFine, trouble] = [words.statusHints, words.statusFine, words.statusOutage].map(
    (patterns) => new RegExp(patterns.join("|"), "u"),
  ) as [RegExp, RegExp, RegExp];
  return (typed, byHead) => {
    if (byHead === null || !hint.test(typed.replace(ofSteps, " "))) return null;
    const isFine = allFine.test(typed);
    return isFine === trouble.test(typed.replace(allFine, " ")) ? byHead : isFine ? "fine" : "outage";
  };
}

export function statusOf(heads: Readonly<Record<string, Float32Array>>): Facts["status"] {
  const scores = heads["status"];
  if (!scores) return null;
  const best = scores.indexOf(Math.max(...scores));
  return best === 1 ? "outage" : best === 2 ? "fine" : null;
}
