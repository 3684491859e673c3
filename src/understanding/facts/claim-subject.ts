import type { ReadEntities } from "../entities/read-entities.ts";
import { clausesIn } from "./clause.ts";

/**
 * Whether a text that says "it works" may be about this person's music now. Question, hope, condition, the past and
 * somebody or something else make no claim. Clauses with words of success decide, or all where there are none.
 */
export type MayClaim = (typed: string) => Claim;
/** "no": the words speak against it; "unnamed": nothing speaks against it, and no word of success is there either. */
export type Claim = "no" | "unnamed" | "named";

const supposed =
  /\b(?:if|whether|hope|hoping|hopefully|wish|should|would|could|might|fingers crossed|let's see|let us see|unless|supposed to|i'll (?:tell|let|see)|(?:tell|call|wake|let) (?:me|you)(?: know)? (?:when|if|once)|usually|normally (?:it |i |works|plays|would)|in theory|until|till|as long as|in case)\b/u;
const past =
  /\b(?:yesterday|last (?:week|night|month|year|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|before (?:the|this|that|i|it|lunch|noon|breakfast)|used to|(?:days?|weeks?|months?|hours?|years?) ago|earlier today|until (?:today|now|yesterday|an?|the|last|this)|always (?:worked|played|did)|never (?:worked|played))\b/u;
/** What is still to be seen, or is taken back at once. */
const pending =
  /\b(?:i'll (?:press|try|test|check|see|report)|let me (?:find|try|check|see|test)|about to (?:try|test|press)|spoke too soon|no,? wait|gone again|(?:fixed|working|works|better|solved) my (?:arse|ass|foot|eye)|anything but|that part worked)\b/u;
const now = /\b(?:now|again|at last|finally|back|since then|anymore|any more)\b/u;
const somebodyElse =
  /\b(?:(?:my|our|the|a|his|her) (?:wife|husband|son|daughter|kids?|child(?:ren)?|brother|sister|room ?mate|flat ?mate|mum|mom|mother|dad|father|partner|girlfriend|boyfriend|colleagues?|neighbou?rs?|friends?|boss|gran(?:ny|dma|dpa)?|uncle|aunt|cousin)(?:'s)?|somebody|someone|people|others|everyone else|for (?:him|her|them|others)|a friend|reddit|on twitter|they say|he says|she says|(?:he|she|they) (?:has|have|had) no)\b/u;
const somethingElse =
  /\b(?:the |your |their |status |my |our )?(?:page|site|status|radio|cd player|record player|turntable|power|electricity|lights?|phone line|router|modem|internet|wi-?fi|connection|restart|update|login|settings?|step|command|link|chat|button|dns|traceroute|curl|ping|logs?|speed ?test|packet loss|latency|firewall|certificate|lan|network|signal)\b(?::| -| =)?(?: \w+){0,3} (?:is |are |was )?(?:work|play|fixed|fine|back|ok|load|run|clean|clear|good|normal|healthy)/u;

/** Without one of these a text says nothing of a cure, however glad it sounds: "oh wonderful, restarting again". */
const hints =
  /\b(?:work(?:s|ed|ing)?|plays?|playing|played|fixed?|fixes|solved?|sorted|resolved|gone|vanished|disappeared|back|again|music|sound|songs?|hear|hearing|listen(?:ing)?|streams?|streaming|loads?|loading|runs?|running|fine|good|ok|okay|cured|healed|help(?:s|ed)?|did (?:it|the trick)|trick|thanks?|thank|ty|thx|cheers|yes|yep|yeah|yup|yess+|y|ya|ja|si|done|success|up|all (?:set|clear)|no (?:more|longer)|not? any ?more|over|came|alive|normal|perfect(?:ly)?|bingo|heureka|eureka|finally|it does|it did|that did|that was|recovered|restored|healthy|hooray|yay|album|track|playlist|podcast|fxied|wroks|wokring)\b|[👍✅🎉🎶🎵]/u;

/** Makes the reader of a product's texts. */
export function claimReader(readEntities: ReadEntities): MayClaim {
  const isClaim = (clause: string): boolean => {
    const { works, fails } = readEntities(clause).outcome;
    return works && !fails;
  };
  return (typed) => {
    const clauses = clausesIn(typed).flatMap(({ text, question }) =>
      text.split(/,\s+|\s+(?:and|but)\s+/u).map((part) => ({ text: part, question })),
    );
    // Signs in a clause that supposes are not counted as success by the reader of outcomes, so they are looked for anew.
    const said = clauses.filter(({ text }) => isClaim(text) || isClaim(text.replace(supposed, " ")));
    if (pending.test(typed)) return "no";
    const speaking = said.length === 0 ? clauses : said;
    const isOwn = speaking.some(({ text, question }) => !question && isOwnAndNow(text, readEntities));
    if (!isOwn) return "no";
    return hints.test(typed) ? "named" : "unnamed";
  };
}

function isOwnAndNow(clause: string, readEntities: ReadEntities): boolean {
  if (supposed.test(clause) || somebodyElse.test(clause) || somethingElse.test(clause)) return false;
  if (past.test(clause) && !now.test(clause)) return false;
  const { brands } = readEntities(clause);
  return brands.ours || !(brands.other || brands.otherFine);
}
