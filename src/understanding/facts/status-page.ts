import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { anyOf } from "../normalise/patterns.ts";
import type { Facts, FactsAwaiting } from "./message-facts.ts";

/** What a text says that the status page shows. */

/** Without one of the `statusHints` nothing is said of the status page; the others say what it shows. */
export type StatusWords = Pick<
  Lexicon["evidence"],
  | "statusHints"
  | "statusShown"
  | "statusUnseen"
  | "statusFine"
  | "statusOutage"
  | "statusOfSteps"
  | "statusOfOutage"
  | "statusOfPage"
>;

/**
 * Whether a text speaks of the status page is up to the head, or to the question before it ("shown"); which of the two it
 * shows, to clear words.
 */
export type ReadStatus = (typed: string, byHead: Facts["status"] | "shown", asked: FactsAwaiting) => Facts["status"];

export function statusReader(words: StatusWords): ReadStatus {
  const [hint, allFine, outage] = [anyOf(words.statusHints), anyOf(words.statusFine), anyOf(words.statusOutage)];
  const [shown, unseen] = [anyOf(words.statusShown), anyOf(words.statusUnseen)];
  const [ofSteps, ofOutage, ofPage] = [
    anyOf(words.statusOfSteps),
    anyOf(words.statusOfOutage),
    anyOf(words.statusOfPage),
  ];
  return (typed, found, asked) => {
    const byHead = found ?? (shown.test(typed) ? "shown" : null);
    if (byHead === null || unseen.test(typed) || !hint.test(typed.replace(ofSteps, " "))) return null;
    const isFine = allFine.test(typed);
    const isOutage = outage.test(typed.replace(allFine, " "));
    if (isFine !== isOutage) return isFine ? "fine" : "outage";
    if (byHead === "shown") return null;
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
