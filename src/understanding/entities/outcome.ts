import { anyOf } from "../normalise/any-of.ts";
import { matchesOf } from "../interpretation/matches.ts";
import { expand, mayExpand } from "../normalise/contractions.ts";

/** What a text says about whether it works: signs of both can be in one text. */
export type Outcome = {
  works: boolean;
  fails: boolean;
  /** It worked for a while and fails again. */
  relapse: boolean;
  /** Says what is *not* the matter ("it is not that it is not working"), which tells nothing of the result. */
  unsaid: boolean;
};

const clauseEnd = /[.,;:!?\n]+\s*|\s+-+\s+|\s+(?:but|and|so|because|though|although|then)\s+/u;
/** A whole clause denied, up to its end. */
const deniedClause =
  /\b(?:(?:it|this|that) (?:is|was) not|not) (?:that|like|as if|as though|because) [^.,;:!?]*?(?=$|[.,;:!?]| but | it is | more )/gu;
/** A fault that went away. */
const faultGone =
  /\b(?:error|problem|issue|502|gateway|message|code)s?(?: \w+){0,3} (?:gone|vanished|disappeared|went|left|cleared|repaired|no more)\b(?! (?:up|on|to|off|worse|black|blank))/gu;
/** Said of what was hoped, or with irony: "fixed? I wish". */
const doubted = /\b(?:fixed|working|works|solved|better)\?+|\b(?:oh sure|yeah right)\b[^.]*/gu;
/** What is only wished for, asked or imagined says nothing. */
const imagined =
  /\b(?:if|whether|hope|hoping|hopefully|wish|should|would|could|might|may|will it|when|until|till|unless|make|get|see|supposed to|thought|how|let us)\b/u;
const good =
  /\b(?:work(?:s|ed|ing)?|fixed|solved|resolved|sorted|play(?:s|ing)|load(?:s|ing)|help(?:ed|s)|did (?:it|the trick)|back to normal)\b/gu;
const bad =
  /\b(?:broken?|dead|died|stuck|fail(?:s|ed|ing)?|errors?|502|bad gateway|crash(?:es|ed|ing)?|freez(?:es|ing)|dies|not (?:load|open|play|start|connect|stream|respond)|(?:is|are|went|goes|be) (?:down|offline|blank)|black screen|silent|frozen|same (?:error|thing|problem|message|screen|story)|unchanged|no (?:change|difference|luck|joy|dice)|problems?)\b/gu;
const negators =
  /\b(?:not|no|never|neither|nothing|none|nowhere|without|hardly|barely|stopped|refuses? to|no longer|anything but|far from)\b/gu;

const fault =
  "(?:broke|broken|dead|died|dying|stopped|failing|failed|fails|stuck|frozen|froze|dropped|crashed|gone|down|silent|blank|doing it|does it|did it|happened|happening|happens|acting up|playing up|messed up|kaput|not (?:work|play|load|open|connect)(?:ing|s)?)";
const thing = "(?:it|error|problem|issue|502|gateway|message|thing|code|fault|bugger|sucker|same)";
const relapses: readonly RegExp[] = [
  /\b(?:spoke|spoken|speaking|said|celebrated|cheered|rejoiced|happy|thanked (?:you|u)) too (?:soon|early|quickly)\b|\btoo (?:soon|early) to (?:celebrate|cheer)\b/u,
  new RegExp(
    `\\b${thing}(?: (?:is|has|was|just|have|already|now|again|went|came|comes|come|jumped|popped|error|message|screen|right|straight|even))* (?:back|returned|reappeared|resurfaced)\\b(?! (?:to normal|to life|up|on track|online|playing|working|in action|in business))`,
    "u",
  ),
  new RegExp(
    `\\b${fault}(?: \\w+){0,3} again\\b|\\bagain(?: \\w+){0,2} (?:broken|dead|stuck|the error|the same|502|bad gateway|an error|not working)\\b|\\b(?:502|error|bad gateway|problem)(?: \\w+){0,2} again\\b`,
    "u",
  ),
  /\b(?:worked|played|lasted|was fine|was ok|was good)(?: only| just| ok| fine)? (?:for|about|like|all of)(?: \w+){1,4} (?:and|then|but|before)\b|\b(?:stopped|quit|died|broke|crashed) (?:again )?(?:after|two|three|a few|\d+) /u,
  /\b(?:i|we) take (?:it|that|this) (?:all )?back\b|\bscratch that\b|\bi jinxed it\b|\bcelebrated early\b|\bfalse (?:alarm|hope|dawn)\b|\bshort lived\b|\bdid not last\b|\bwell that was short\b/u,
  /\b(?:no wait|wait no|hold on|actually|hmm+|oh no|never mind|nope|and)\b.*\b(?:broken|stopped|error|502|not working|dead|gone again|does not work|is not working)\b/u,
  new RegExp(
    `\\bstill (?:the same|broken|dead|stuck|502|not|an? error|getting|says|showing|shows|no)\\b|\\b(?:not|no longer) (?:working|playing|loading) (?:any ?more|again)\\b`,
    "u",
  ),
];

const anyRelapse = anyOf(relapses);

const count = (clause: string, pattern: RegExp): number => (clause.match(pattern) ?? []).length;

/** Whether a sign in a clause stands under an odd number of negations before it. */
function signsOf(clause: string): { works: boolean; fails: boolean } {
  if (imagined.test(clause)) return { works: false, fails: false };
  const found = { works: false, fails: false };
  for (const [pattern, means] of [
    [good, "works"],
    [bad, "fails"],
  ] as const)
    for (const match of matchesOf(clause, pattern)) {
      const turned = count(clause.slice(0, match.index), negators) % 2 === 1;
      found[(means === "works") === turned ? "fails" : "works"] = true;
    }
  return found;
}

/** Reads whether it works; `typed` is cleaned text with its punctuation. */
export function readOutcome(typed: string): Outcome {
  const plain = mayExpand(typed) ? typed.replace(/[a-z]+(?:'[a-z]+)*/gu, expand) : typed;
  const rest = plain.replace(deniedClause, " ");
  const heard = rest.replace(doubted, " ").replace(faultGone, " fixed ");
  const signs = heard.split(clauseEnd).map(signsOf);
  return {
    works: signs.some(({ works }) => works),
    fails: signs.some(({ fails }) => fails),
    relapse: anyRelapse.test(rest),
    unsaid: rest !== plain,
  };
}
