import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import type { Clause } from "./clause.ts";
import type { Said } from "./message-facts.ts";

/** A step that the person takes back: "I didn't really do step 2", "I skipped that one with the app". */
export const takenBack =
  /\b(?:i|we) (?:\w+ ){0,2}(?:haven't|havent|have not|hadn't|didn't|didnt|did not|never|not) (?:\w+ ){0,2}(?:do|did|done|doing|try|tried|finish(?:ed)?)\b(?! anything| nothing| much| a thing)|\b(?:i|i've|i have|we) (?:\w+ )?(?:skipped|left out|forgot|missed|jumped over|lied about)\b/u;

/** "step 5", "number 8 then": a number alone is a wish to see that step; null: nothing is said but that it was not done. */
export function saidOfNumbers({ text, question }: Clause): Said | null {
  if (takenBack.test(text)) return null;
  if (
    /\b(?:did|done|tried|finished|completed|went|gone|been|already|have|had|carried|behind|no luck|no use|didn't|after)\b|\w{3,}ed\b/u.test(
      text,
    ) &&
    !question
  )
    return "tried";
  if (/\b(?:what|how|why|explain|mean)\b/u.test(text)) return "asks";
  if (/\b(?:can'?t|cannot|won'?t|refuse|impossible|not possible|not doing|unable)\b/u.test(text)) return "cannot";
  if (/\b(?:history|zero|zilch|nada|useless|nope|failed)\b/u.test(text)) return "tried";
  return "wants";
}

const ordinalEnding = /\b(\d{1,2})(?:st|nd|rd|th)\b/gu;
const list = String.raw`(?:\d{1,2}(?:\s*(?:-|–|to|thru|through|until|till|bis)\s*\d{1,2})?)`;

/** Numbers of steps in a clause: lists and ranges, after a word that introduces them or as "the second one". */
export function numberReader(numbers: FactsLexicon["numbers"], count: number): (text: string) => number[] {
  const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const introducing = `(?:${numbers.introducing.join("|")})`;
  const listed = new RegExp(
    `(?:^|(?<![\\w#]))${introducing}\\s*(?:the\\s+|steps?\\s+|numbers?\\s+|nos?\\.?\\s*|#\\s*)*(?<list>${list}(?:\\s*(?:,|and|&|\\+|plus|or|\\s)\\s*(?:and\\s+)?(?:step\\s+|number\\s+|#)?${list})*)(?![\\w.]*\\s*(?:times|x\\b|min|hour|day|day|week|month|year|second|%|percent|g\\b|am\\b|pm\\b|devices?|phones?|people|songs?|albums?))`,
    "gu",
  );
  const bare = new RegExp(
    `^\\W*(${list}(?:\\s*(?:,|and|&|\\+|\\s)\\s*(?:and\\s+)?${list})*)\\W*(?:done|tried|please|then|pls|didn'?t help|no luck|didnt help)?\\W*$`,
    "u",
  );
  const doneList = new RegExp(
    `(?:^|(?<![\\w#.]))(${list}(?:\\s*(?:,|and|&|\\+|plus)\\s*(?:and\\s+)?${list})*)\\s+(?:are|is|were|was|all|both|have been|has been|also|already|i)?\\s*(?:all |both |already |been |too )*(?:done|tried|behind (?:me|us)|behind|finished|completed|checked|gone|through|did|no (?:luck|use|good|change)|didn'?t (?:help|work|do)|useless|failed|did nothing)\\b`,
    "gu",
  );
  // "6 7 8 all done", "eight and nine: zero effect".
  const severalDone = new RegExp(
    `(?:^|(?<![\\w#.]))(${list}(?:(?:\\s*(?:,|and|&|\\+|plus)\\s*|\\s+)(?:and\\s+)?${list})+)[\\s:=,-]*(?:(?:are|is|were|was|all|both|have been|has been|also|already|too|i) )*(?:done|tried|finished|history|behind|did|zero|zilch|nada|nothing|nope|no|useless|without|failed|didn'?t)\\b`,
    "gu",
  );
  const upTo =
    /\b(?:everything|all|anything|(?:every|each) step|(?:all )?(?:the )?steps?)(?: (?:steps?|of them))? (?:up (?:to|until)|until|till|through|thru|before)( and including)? (?:step |number |no\.? ?|#)?(\d{1,2})\b(?! ?(?:am|pm|o'?clock|:))/u;
  const ordinals = new RegExp(`\\bthe (${numbers.ordinals.join("|")}) (?:one|step|thing|point|option)\\b`, "gu");
  const firstFew = new RegExp(
    `\\b(?:the )?first (${words.slice(1).join("|")}|\\d)(?: (?:steps|ones|things|of them)\\b|\\W*$)`,
    "u",
  );
  return (raw) => {
    const text = raw.replace(new RegExp(`\\b(?:${words.join("|")})\\b`, "gu"), (word) =>
      String(words.indexOf(word) + 1),
    );
    const found = new Set<number>();
    const add = (piece: string): void => {
      for (const part of piece.matchAll(/(\d{1,2})(?:\s*(?:-|–|to|thru|through|until|till|bis)\s*(\d{1,2}))?/gu)) {
        const from = Number(part[1]);
        const to = part[2] === undefined ? from : Number(part[2]);
        for (let at = from; at <= to && at <= count; at += 1) if (at >= 1) found.add(at);
      }
    };
    for (const match of text.matchAll(listed)) add(match.groups?.["list"] ?? "");
    for (const match of text.matchAll(doneList))
      if (/[-–,&+]|to|through|thru|and|step/u.test(match[1] ?? "")) add(match[1] ?? "");
    for (const match of text.matchAll(severalDone)) add(match[1] ?? "");
    const last = upTo.exec(text);
    if (last) for (let at = 1; at <= Number(last[2]) - (/ before /u.test(last[0]) ? 1 : 0); at += 1) found.add(at);
    const alone = bare.exec(text);
    if (alone) add(alone[1] ?? "");
    for (const match of raw.matchAll(ordinals)) found.add(numbers.ordinals.indexOf(match[1] ?? "") + 1);
    if (/\b(?:step|one|thing|number|the)\b/u.test(raw))
      for (const match of text.matchAll(ordinalEnding)) if (/step|one|thing/u.test(text)) add(match[1] ?? "");
    const few = firstFew.exec(text);
    if (few) for (let at = 1; at <= Number(few[1]) || at <= words.indexOf(few[1] ?? "") + 1; at += 1) found.add(at);
    return [...found].filter((at) => at >= 1 && at <= count);
  };
}
