import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { Facts, FactsAwaiting } from "./message-facts.ts";

/** What a text says that the status page shows. */

/** Without one of the `statusHints` nothing is said of the status page; the others say what it shows. */
export type StatusWords = Pick<Lexicon["evidence"], "statusHints" | "statusFine" | "statusOutage">;

/** "Did 2 and 3, nothing": that is how steps went, not what the page shows. */
const ofSteps = /\b(?:did|tried|done|steps?|\d(?: and|,))\b[^.;?!]*\bnothing\b/u;

/** Words that speak of an outage, and of a page or what is reported: "DNS is fine" says nothing of either. */
const ofOutage =
  /\b(?:outages?|incidents?|down|problems?|issues?|report(?:s|ed|ing)?|red|yellow|orange|degraded|disruptions?|spikes?|banners?|maintenance|investigating|complain(?:ts?|ing)|trouble|errors?|confirmed|known|status|down ?detector)\b/u;
const ofPage =
  /\b(?:status|pages?|(?:web ?)?sites?|green|down ?detector|dashboard|outages?|incidents?|report(?:s|ed|ing)?|operational|systems?|all (?:good|clear|fine|quiet|calm|well|ok|okay|up)|problems?|issues?|complaints?|spikes?|nothing|resolved)\b/u;

/** Whether a text speaks of the status page is up to the head; which of the two it shows, to clear words. */
export function statusReader(
  words: StatusWords,
): (typed: string, byHead: Facts["status"], asked: FactsAwaiting) => Facts["status"] {
  const [hint, allFine, trouble] = [words.statusHints, words.statusFine, words.statusOutage].map(
    (patterns) => new RegExp(patterns.join("|"), "u"),
  ) as [RegExp, RegExp, RegExp];
  return (typed, byHead, asked) => {
    if (byHead === null || !hint.test(typed.replace(ofSteps, " "))) return null;
    const isFine = allFine.test(typed);
    const isTrouble = trouble.test(typed.replace(allFine, " "));
    if (isFine !== isTrouble) return isFine ? "fine" : "outage";
    // "All fine" answers what the page shows; "the telly works fine" does not.
    const isAnswer = asked === "observation" && !/\b(?:works?|working|plays?|playing)\b/u.test(typed);
    const speaks = byHead === "outage" ? ofOutage : isAnswer ? hint : ofPage;
    return speaks.test(typed) ? byHead : null;
  };
}

export function statusOf(heads: Readonly<Record<string, Float32Array>>): Facts["status"] {
  const scores = heads["status"];
  if (!scores) return null;
  const best = scores.indexOf(Math.max(...scores));
  return best === 1 ? "outage" : best === 2 ? "fine" : null;
}
