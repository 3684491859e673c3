import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import { wholeWords } from "../normalise/patterns.ts";
import type { Clause } from "./clause.ts";
import type { Said } from "./message-facts.ts";

/** Places of steps in the article's order that a clause names by number, and what it says of them; null: nothing. */
export type NumberedSteps = { places: readonly number[]; said: Said | null };
export type ReadNumberedSteps = (clause: Clause) => NumberedSteps[];

/** Whether a text says that something was not done, or takes it back. */
type IsUndone = (text: string) => boolean;

const refused =
  /\bskip(?:ping)?\b(?! (?:ahead |forward |right |straight |on )*to\b)|\b(?:can'?t|cannot|won'?t|refuse|impossible|(?:isn'?t|aren'?t|not) (?:possible|allowed|an option)|not doing|not going to|unable|not allowed|says no|no way|no thank(?:s| you)|forbidden|(?:don'?t|doesn'?t|do not|does not) (?:exist|apply)|isn'?t there|aren'?t there|not (?:allowed|permitted)|locked|would cost|(?:wants?|needs?|requires?) an? admin|not happening|is out\b|not applicable|n\/a|emojino)\b/u;
const wished =
  /\b(?:try|do|show|see|open|give|bring|take|send|put|go|jump|skip to|move|next|start|continue|want|rather|sooner|let'?s|redo|repeat) (?:\w+ ){0,3}$/u;
const attempted =
  /\b(?:did|done|tried|finished|completed|went|gone|been|already|have|had|carried|behind|no (?:luck|use|joy|good|effect|change|difference)|nothing|didn'?t|after|told|gave|through|exhausted|minus|emojiyes)\b|\w{3,}ed\b/u;
const useless =
  /\b(?:history|zero|zilch|nada|useless|nope|fail(?:ed)?|duds?|wasted?|negative|wasn'?t it|rubbish|pointless|same|still|neither|either|nor)\b/u;

/** "Step 5", "number 8 then": a number alone is a wish to see that step; null: nothing is said but that it was not done. */
function saidOf(text: string, asks: boolean, isUndone: IsUndone): Said | null {
  if (isUndone(text)) return null;
  // "Did the first three" begins like a question and is none.
  const question = asks && !/^did\b[^?]*$/u.test(text);
  if (question && /\b(?:what|how|why|explain|mean|whats)\b/u.test(text)) return "asks";
  if (attempted.test(text) && !question && !refused.test(text)) return "tried";
  if (/\b(?:what|whats|what's|how|why|explain|mean|difference)\b/u.test(text)) return "asks";
  if (refused.test(text)) return "cannot";
  return useless.test(text) ? "tried" : "wants";
}

const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const to = String.raw`\s*(?:-|–|to|thru|through|till|until|bis)\s*`;
const range = String.raw`\d{1,2}(?:st|nd|rd|th)?(?:${to}\d{1,2})?`;
const separator = String.raw`(?:\s*,\s*(?:#\s*)?|\s*(?:,\s*)?(?:and|&|\+|plus|or|\/)\s*(?:also\s+)?(?:the\s+)?(?:step\s+|number\s+|no\.?\s*|#\s*)?|\s+)`;
/** "2, 3 and 5", "1-4 and 6", "2 to 7 minus 6". */
const group = new RegExp(
  String.raw`(?<![\w.:#$€£])#?(?<list>${range}(?:${separator}${range})*)(?!\w|[.:]\d)(?:\s*(?:minus|except|but not|without|apart from)(?: for)? (?:step |number |#)?(?<without>\d{1,2})\b)?`,
  "gu",
);
/** What is counted behind a number that is no step. */
const unit =
  /^\s*(?:times|x\b|min(?:ute)?s?\b|hours?|hrs?|h\b|days?|weeks?|months?|years?|sec|%|percent|[gmk]b?\b|am\b|pm\b|o'?clock|devices?|phones?|people|persons?|songs?|albums?|tracks?|kids|pcs?\b|computers?|laptops?|macs?\b|tries|attempts?|gigs?\b|different|other|more|bars?|euros?|dollars?|bucks|quid|of (?:us|them|my|the|those|you)|out of|stars?|in (?:the |a )?(?:line|queue|row)|steps?\b|things?\b)/u;
/** What stands before a number that is no step: codes, models, times, amounts. */
const foreign =
  /(?:\b(?:errors?|codes?|http|ios|ipados|android|windows|win|macos|os|iphone|ipad|galaxy|pixel|note|redmi|version|v|series|mark|ubuntu|debian|fedora|playstation|ps|echo|at|until|since|around|about|by|in|for|within|every|over|under|between|track|chapter|episode|season|channel|floor|room|flat|apartment|gen|line|queue|place|age|aged|turned|or)|step \d+ of|number \d+ or number)\s*$/u;
/** Words right behind numbers of steps: what became of them. */
const verdict =
  /^[\s:=,)-]*(?:(?:are|is|were|was|all|both|have been|has been|also|already|too|been|i|i've|i have|we) )*(?:done|tried|finished|completed|checked|behind|history|gone|did|zero|zilch|nada|nothing|no (?:luck|use|good|change|effect|joy|difference)|(?:still )?same(?! \w+s\b)|(?:n)?either|still(?= (?:no|not|nothing|same|the same|502|broken|error)\b|\W*$)|nope|nah|no(?=\s*(?:$|[,.;!]|\d|step|and|then|either|it|still|same))|useless|duds?|wasted?|(?:all )?a waste|negative|fail|wasn'?t it|rubbish|off\b|installed|forbidden|isn'?t there|don'?t exist|is out\b|no thank|wants? an? admin|needs? an? admin|without|failed|didn'?t|crossed off|emojiyes|emojino|refuse|told me|gives me|instead|fixed|helped|cured|solved|worked|did (?:it|the trick)|not applicable|aren'?t possible|isn'?t possible|(?:can|could) (?:\w+ )?not|can'?t|won'?t)\b/u;

const requested = /^[\s,]*(?:please|pls|then|first|instead|together|next|is next|it is|now|maybe|later)\b/u;
/** "Two sites", "five cats": a number before what is counted. Verbs that end in s are none. */
const counted =
  /^\s+(?!(?:is|was|does|has|seems|helps|needs|makes|goes|works|fails|takes|asks|says|wants|gives|changes|this|plus|as|us|its|yes|pls|emojiyes|unless|always|less)\b)[a-z]{2,}s\b/u;
/** Where the person is, which is no wish for that step; and "from step 1", which is the whole guide again. */
const ownPlace =
  /(?:\b(?:i'?m|am i|i am|we are|we're|are we|was|were) (?:still |now )?(?:at|on|in) (?:step |number |no\.? )?|\b(?:back to) (?:the )?(?:step |number |no\.? )?(?=1\b))$/u;

/** Numbers from `first` to `last`, both included. */
const span = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);

const rangeParts = new RegExp(String.raw`(\d{1,2})(?:st|nd|rd|th)?(?:${to}(\d{1,2}))?`, "gu");
const rangesIn = (list: string): number[] =>
  [...list.matchAll(rangeParts)].flatMap(([, first, last]) => span(Number(first), Number(last ?? first)));

/** A list of numbers in a clause, what stands before it (behind the list before) and after it (up to the next list). */
type NumberList = { places: number[]; before: string; after: string };

/** The lists of numbers that may stand for steps. */
function listsIn(text: string, isSteps: (list: NumberList) => boolean): NumberList[] {
  const matches = [...text.matchAll(group)].filter((match) => {
    const after = text.slice(match.index + match[0].length);
    return isSteps({ places: rangesIn(match.groups?.["list"] ?? ""), before: text.slice(0, match.index), after });
  });
  return matches.map((match, at) => {
    const previous = matches[at - 1];
    const without = Number(match.groups?.["without"] ?? 0);
    return {
      places: rangesIn(match.groups?.["list"] ?? "").filter((place) => place !== without),
      before: text.slice(previous ? previous.index + previous[0].length : 0, match.index),
      after: text.slice(match.index + match[0].length, matches[at + 1]?.index ?? text.length),
    };
  });
}

const lastPart = (text: string): string => text.split(/[,;]/u).at(-1) ?? "";

/** What is said of a list: by the words right behind it, else by those before it, or by the whole clause of the only one. */
function saidOfList(
  { before, after }: NumberList,
  { isOnly, isLast, question, isUndone }: { isOnly: boolean; isLast: boolean; question: boolean; isUndone: IsUndone },
): Said | null {
  const near = lastPart(before);
  const judgedBehind = verdict.test(after);
  const isWish =
    (wished.test(near) || requested.test(after)) &&
    !judgedBehind &&
    !attempted.test(near) &&
    !refused.test(near) &&
    !/\bhow\b/u.test(near);
  if (isWish) return "wants";
  if (isOnly) {
    const whole = saidOf(`${before} ${after}`, question, isUndone);
    return whole === "wants" && judgedBehind ? "tried" : whole;
  }
  if (!judgedBehind) return saidOf(`${near} ${isLast ? after : ""}`, question, isUndone);
  const judged = saidOf(after, question, isUndone);
  return judged === "wants" ? "tried" : judged;
}

/** Makes the test whether a list of numbers in a text stands for steps. */
function stepTest(introducing: RegExp, count: number): (text: string) => (list: NumberList) => boolean {
  return (text) => {
    const isEnumeration = /(?:^|\s)1[).]\s/u.test(text) && /\s2[).]\s/u.test(text);
    const talksOfSteps = [attempted, refused, useless, /\bexplain|\bshow/u].some((pattern) => pattern.test(text));
    return ({ places, before, after }) => {
      const several = places.filter((at) => at >= 1 && at <= count).length > 1;
      if (unit.test(after) || counted.test(after) || foreign.test(before) || ownPlace.test(before)) return false;
      if (!several && /(?<!nothing )\bfrom (?:step |number )?$/u.test(before)) return false;
      if (/^[).](?:\s|$)/u.test(after) && (isEnumeration || before.trim() === "")) return false;
      const isAlone = before.trim() === "" && /^\W*$/u.test(after);
      const isNamed = introducing.test(before) || verdict.test(after) || requested.test(after);
      return isNamed || isAlone || (several && talksOfSteps);
    };
  };
}

const few = String.raw`(2|3|4|5|6|7|8|9)\b(?! (?:times|days|hours|minutes|songs|weeks))`;
const firstFew = new RegExp(String.raw`\b(?:the )?first ${few}`, "u");
const lastFew = new RegExp(String.raw`\b(?:the|your) last ${few}`, "u");
/** "Skip to the last step": the end of the guide. "The last step" alone may be the one before. */
const toLast =
  /\b(?:go|jump|skip|move|take me|bring me|straight|forward|on)(?: (?:on|right|straight|directly))? to (?:the |your )?(?:very )?(?:last|final) (?:step|one)\b/u;
const upTo =
  /\b(?:everything|all|anything|(?:every|each) step|(?:all )?(?:the )?steps?)(?: (?:steps?|of them))? (?:up (?:to|until)|until|till|through|thru|before)( and including)? (?:step |number |no\.? ?|#)?(\d{1,2})\b(?! ?(?:am|pm|o'?clock|:))/u;

/** Places that are told as a part of the whole list: "the first three", "everything up to 7". */
function partsIn(text: string, count: number): number[] {
  const last = upTo.exec(text);
  const first = firstFew.exec(text);
  const final = lastFew.exec(text);
  return [
    ...(last ? span(1, Number(last[2]) - (/ before /u.test(last[0]) ? 1 : 0)) : []),
    ...(first ? span(1, Number(first[1])) : []),
    ...(toLast.test(text) ? [count] : []),
    ...(final ? span(count - Number(final[1]) + 1, count) : []),
  ];
}

const asksFor = /\b(?:show|see|give|do|try|want|need|let'?s|start|go|explain|list|next|should|please)\b/u;

/** Makes the reader of numbers of steps for an article with so many steps. */
export function numberReader(numbers: FactsLexicon["numbers"], count: number, isUndone: IsUndone): ReadNumberedSteps {
  const introducing = new RegExp(
    `(?:^|(?<![\\w#]))(?:${numbers.introducing.join("|")})\\s*(?:(?:the|only|just|both|step|number) )*$`,
    "u",
  );
  const ordinals = new RegExp(
    `(?<!\\b(?:it's|it is|this is|that's|that is|is) )\\b(?:the|your) (${numbers.ordinals.join("|")}) (?:one|step|thing|point|option)\\b`,
    "gu",
  );
  const areSteps = stepTest(introducing, count);
  return ({ text: written, question }) => {
    const text = digits(written);
    const lists = listsIn(text, areSteps(text));
    const named = [...written.matchAll(ordinals)].map((match) => numbers.ordinals.indexOf(match[1] ?? "") + 1);
    const found = lists.map((list, at) => ({
      places: list.places,
      said: saidOfList(list, { isOnly: lists.length === 1, isLast: at === lists.length - 1, question, isUndone }),
    }));
    const parts = partsIn(text, count);
    const saidOfParts = saidOf(text, question, isUndone);
    // "Everything until 8" tells what was done; a wish for a part of the list says so.
    const isReported = parts.length > 1 && saidOfParts === "wants" && !asksFor.test(text);
    return [
      ...found,
      { places: parts, said: isReported ? ("tried" as const) : saidOfParts },
      { places: named, said: saidOfParts },
    ]
      .map(({ places, said }) => ({ places: [...new Set(places)].filter((at) => at >= 1 && at <= count), said }))
      .filter(({ places }) => places.length > 0);
  };
}

const numberWord = wholeWords(words.slice(1), "gu");

/** Numbers in words as digits; "one" only where it must be a number: "the one before" is none. */
function digits(written: string): string {
  return written
    .replace(numberWord, (word) => String(words.indexOf(word) + 1))
    .replace(/\b((?:step|steps|number|no\.?|point|from) )one\b/gu, "$11")
    .replace(/\bone(?=\s*(?:,|and|to|through|-|&|\+)\s*\d)/gu, "1");
}
