import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { contractions } from "../normalise/contractions.ts";
import { allMatches, wholeWords } from "../normalise/patterns.ts";

/** What a text says about whether it works; one text can say both. */
export type Outcome = {
  works: boolean;
  fails: boolean;
  /** It worked for a while and fails again. */
  relapse: boolean;
  /** Says what is *not* the matter ("it is not that it is not working"), which is no claim about the result. */
  unsaid: boolean;
};

const clauseEnd = /[.,;:!?\n]+\s*|\s+-+\s+|\s+(?:but|and|so|because|though|although|then)\s+/u;
/** A clause that is denied as a whole, up to its end. */
const deniedClause =
  /\b(?:(?:it|this|that) (?:is|was) not|not) (?:that|like|as if|as though|because) [^.,;:!?]*?(?=$|[.,;:!?]| but | it is | more )/gu;
/** Doubt or irony: "fixed? I wish". */
const doubted = /\b(?:fixed|working|works|solved|better)\?+|\b(?:oh sure|yeah right)\b[^.]*/gu;
/** A clause that wishes, asks or imagines claims nothing. */
const imagined =
  /\b(?:if|whether|hope|hoping|hopefully|wish|should|would|could|might|may|will it|when|until|till|unless|make|get|see|supposed to|thought|how|let us)\b/u;
const negators =
  /\b(?:not|no|never|neither|nothing|none|nowhere|without|hardly|barely|stopped|refuses? to|no longer|anything but|far from)\b/gu;

/** Asks or supposes that it comes back, which tells of no relapse. */
const askedBack =
  /\b(?:will|would|could|might|can|does|what if|if|unless|when) (?:it|this|that|the \w+)(?: \w+){0,3} (?:back|again)\b/gu;

const count = (clause: string, pattern: RegExp): number => (clause.match(pattern) ?? []).length;

/** The lists of the lexicon, compiled; the first two have the flag `g`. */
type Signs = { works: RegExp; fails: RegExp };

/** Signs in a clause; a sign after an odd number of negations means its opposite. */
function signsOf(clause: string, { works, fails }: Signs): { works: boolean; fails: boolean } {
  if (imagined.test(clause)) return { works: false, fails: false };
  const found = { works: false, fails: false };
  for (const [pattern, means] of [
    [works, "works"],
    [fails, "fails"],
  ] as const)
    for (const match of allMatches(clause, pattern)) {
      const isNegated = count(clause.slice(0, match.index), negators) % 2 === 1;
      found[(means === "works") === isNegated ? "fails" : "works"] = true;
    }
  return found;
}

/** Creates the reader of what a text says about whether it works; `typed` is cleaned text with its punctuation. */
export function outcomeReader(lexicon: Lexicon): (typed: string) => Outcome {
  const { works, fails, faults, gone, relapses } = lexicon.outcome;
  const { expandText } = contractions(lexicon.contractions);
  const signs: Signs = { works: wholeWords(works, "gu"), fails: wholeWords(fails, "gu") };
  const faultGone = new RegExp(
    `\\b(?:${faults.join("|")})s?(?: \\w+){0,3} (?:${gone.join("|")})\\b(?! (?:up|on|to|off|worse|black|blank))`,
    "gu",
  );
  const relapse = new RegExp(relapses.join("|"), "u");
  return (typed) => {
    const expanded = expandText(typed);
    const claims = expanded.replace(deniedClause, " ");
    const clauses = claims.replace(doubted, " ").replace(faultGone, " fixed ").split(clauseEnd);
    const found = clauses.map((clause) => signsOf(clause, signs));
    return {
      works: found.some((sign) => sign.works),
      fails: found.some((sign) => sign.fails),
      relapse: relapse.test(claims.replace(askedBack, " ")),
      unsaid: claims !== expanded,
    };
  };
}
