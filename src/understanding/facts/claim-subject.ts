import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { foreignNoTest } from "../entities/core-words.ts";
import type { ReadEntities } from "../entities/read-entities.ts";
import { anyOf } from "../normalise/patterns.ts";
import { clausesIn } from "./clause.ts";

/**
 * Whether a text that says "it works" may be about this person's music now. Question, hope, condition, the past and
 * somebody or something else make no claim, nor does a denial in any language, which only the text as it was written
 * shows. Clauses with words of success decide, or all where there are none.
 */
/** `written` is the text as it was sent; `ofPage`: what a status page shows was asked, and "all good" is what it shows. */
export type MayClaim = (text: { typed: string; written: string; ofPage: boolean }) => Claim;
/** "no": the words speak against it; "unnamed": nothing speaks against it, and no word of success is there either. */
export type Claim = "no" | "unnamed" | "named";

/** Makes the reader of a product's texts. */
export function claimReader(readEntities: ReadEntities, lexicon: Lexicon["claims"]): MayClaim {
  const [supposed, pending, hints] = [anyOf(lexicon.supposed), anyOf(lexicon.pending), anyOf(lexicon.hints)];
  const [jokes, music] = [anyOf(lexicon.jokes), anyOf(lexicon.music)];
  const isOwnAndNow = ownClaimTest(readEntities, lexicon);
  const deniesInAnotherLanguage = foreignNoTest(lexicon);
  const isClaim = (clause: string): boolean => {
    const { works, fails } = readEntities(clause).outcome;
    return works && !fails;
  };
  return ({ typed, written, ofPage }) => {
    if (ofPage && !music.test(typed)) return "no";
    if (deniesInAnotherLanguage(written)) return "no";
    const clauses = clausesIn(typed).flatMap(({ text, question }) =>
      text.split(/,\s+|\s+(?:and|but)\s+/u).map((part) => ({ text: part, question })),
    );
    // Signs in a clause that supposes are not counted as success by the reader of outcomes, so they are looked for anew.
    const said = clauses.filter(({ text }) => isClaim(text) || isClaim(text.replace(supposed, " ")));
    // What was still to be seen before the claim has been seen by then: "let me check … oh, it plays".
    const claimed = said.at(-1)?.text;
    const since = claimed === undefined ? typed : typed.slice(typed.lastIndexOf(claimed));
    if (pending.test(since) || jokes.test(typed)) return "no";
    const speaking = said.length === 0 ? clauses : said;
    const isOwn = speaking.some(({ text, question }) => !question && isOwnAndNow(text));
    if (!isOwn) return "no";
    return hints.test(typed) ? "named" : "unnamed";
  };
}

/** The test whether a clause speaks of this person's music, and of now. */
function ownClaimTest(readEntities: ReadEntities, lexicon: Lexicon["claims"]): (clause: string) => boolean {
  const [supposed, past, now] = [anyOf(lexicon.supposed), anyOf(lexicon.past), anyOf(lexicon.now)];
  const [somebodyElse, somethingElse] = [anyOf(lexicon.somebodyElse), anyOf(lexicon.somethingElse)];
  return (clause) => {
    if (supposed.test(clause) || somebodyElse.test(clause) || somethingElse.test(clause)) return false;
    if (past.test(clause) && !now.test(clause)) return false;
    const { brands } = readEntities(clause);
    return brands.ours || !(brands.other || brands.otherFine);
  };
}
