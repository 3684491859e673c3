import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { allMatches, escapePattern } from "../normalise/patterns.ts";

/**
 * Error codes in a text: the code of an article, other codes, and the same digits as something else (an address, a
 * count, a price, a line of program code).
 */
export type Codes = {
  /** The article whose code is named as an error. */
  ours: string | null;
  /** The article's code, but said not to be it ("not a 502"). */
  oursDenied: boolean;
  /** Another error code. */
  other: boolean;
  /** The digits of an article's code, used for something that is no error. */
  elsewhere: boolean;
};

/** Before a code: that it is not this one. */
export const deniedBefore =
  /(?:\b(?:not|no|isn't|isnt|aint|ain't|wasn't|wasnt|never|without|rather than|than|instead of|and not|don't have|dont have|n't)\b[\s,]+(?:an?\s|the\s|my\s|your\s|that\s|just\s|error\s|code\s|from\s|it\s|is\s|by\s|have\s|get\s|getting\s|about\s|seeing\s)*)$/u;

/** What an error is called in the languages of `languages.yaml`, without accents. */
const errorWords =
  "error|err|errors|code|codes|fehler|fehlercode|fault|http|status|erreur|errore|erro|fout|foutcode|b[lł][aą]d|hata|hatasi|fel|felkod|fejl|feil|chyba|kod|codigo|codice|ошибк[ауеи]|код|помилк[ауи]|エラー(?:コート)?|コート|错误(?:代码)?|錯誤(?:代碼)?|代码|خطا|الخطا|رمز";
const coded = new RegExp(
  String.raw`(?<!\w)(?:${errorWords})(?: ?(?:code|number|no\.?|num|nr|numbers|message|is|says|of|id))*[ :#=-]*((?:[a-z]{1,12}[-:_])?[a-z]{0,3}\d[\w-]*(?::\d+)?)`,
  "gu",
);
const calledBefore = new RegExp(String.raw`(?<!\w)(?:${errorWords}|http status)\s*$`, "u");
const threeDigits = /(?<![\w.,:/$€£-])(\d{3})s?(?![\w%]|[.,:/]\d)/gu;

/** The code of one article and its names in words. */
export type KnownCode = { article: string; code: string; aliases: readonly string[] };

/** How the digits of a code are used in a text. */
type Use = "fault" | "denied" | "thing";

/** The lists of the lexicon, compiled. */
type Signs = {
  unitAfter: RegExp;
  thingBefore: RegExp;
  webCodes: ReadonlySet<string>;
  shaped: RegExp;
  gluedBefore: string;
  gluedAfter: string;
};

function signsOf(lexicon: Lexicon["error-codes"]): Signs {
  return {
    unitAfter: new RegExp(`^[\\s-]?(?:${lexicon.unitsAfter.join("|")})(?![a-z])`, "u"),
    thingBefore: new RegExp(`(?:[$€£#]|\\b(?:${lexicon.thingsBefore.join("|")})\\s*)$`, "u"),
    webCodes: new Set(lexicon.webCodes),
    shaped: new RegExp(lexicon.shapes.join("|"), "u"),
    gluedBefore: lexicon.gluedBefore.join("|"),
    gluedAfter: lexicon.gluedAfter.join("|"),
  };
}

/** The signs that digits are a count, a price or an address, as a test of the text before and after them. */
export function thingSigns(lexicon: Lexicon["error-codes"]): { isThing: (before: string, after: string) => boolean } {
  const { unitAfter, thingBefore } = signsOf(lexicon);
  return { isThing: (before, after) => unitAfter.test(after) || thingBefore.test(before) };
}

/** The signs that one or two digits are counted or number something else: "error 3 times", "iPhone 16". */
export function countSigns(lexicon: Lexicon["error-codes"]): (before: string, after: string) => boolean {
  const { unitAfter } = signsOf(lexicon);
  const countedAfter = new RegExp(`^[\\s-]?(?:${lexicon.countedAfter.join("|")})(?![a-z])`, "u");
  const countedBefore = new RegExp(`\\b(?:${lexicon.countedBefore.join("|")})\\s*$`, "u");
  return (before, after) => unitAfter.test(after) || countedAfter.test(after) || countedBefore.test(before);
}

function useReader({ code, aliases }: KnownCode, signs: Signs): (typed: string) => Use[] {
  const digits = escapePattern(code);
  const alone = new RegExp(
    `(?<![\\w.,:/-])-?(?:http[ /:-]?)?${digits}(?:s|ing|ed|'s|'d|er|rs)?(?![\\w]|[.,:/-]\\d)`,
    "gu",
  );
  const glued = new RegExp(`(?:${signs.gluedBefore})${digits}(?!\\d)|(?<![\\d.])${digits}(?:${signs.gluedAfter})`, "u");
  const named = new RegExp(`\\b(?:${aliases.map(escapePattern).join("|") || "(?!)"})\\b`, "u");
  const useOf = (before: string, after: string): Use => {
    const called = calledBefore.test(before);
    if (!called && (signs.unitAfter.test(after) || signs.thingBefore.test(before))) return "thing";
    return deniedBefore.test(before) ? "denied" : "fault";
  };
  return (typed) => {
    const uses: Use[] = allMatches(typed, alone).map((match) =>
      useOf(typed.slice(0, match.index), typed.slice(match.index + match[0].length)),
    );
    return glued.test(typed) || named.test(typed) ? [...uses, "fault"] : uses;
  };
}

/** Creates the reader of codes; `typed` is cleaned text with its punctuation. */
export function codeReader(lexicon: Lexicon["error-codes"], codes: readonly KnownCode[]): (typed: string) => Codes {
  const signs = signsOf(lexicon);
  const readers = codes.map((known) => ({ known, uses: useReader(known, signs) }));
  return (typed) => {
    const found: Codes = { ours: null, oursDenied: false, other: hasOtherCode(typed, codes, signs), elsewhere: false };
    for (const { known, uses } of readers)
      for (const use of uses(typed)) {
        if (use === "fault") found.ours ??= known.article;
        found.oursDenied ||= use === "denied";
        found.elsewhere ||= use === "thing";
      }
    return found;
  };
}

const isDenied = (typed: string, at: number): boolean => deniedBefore.test(typed.slice(0, at));

/** Digits so few that they may be a count: "the error 3 times a day". */
const isCount = (found: string, after: string, unitAfter: RegExp): boolean =>
  /^\d{1,2}$/u.test(found) && unitAfter.test(after);

function hasOtherCode(typed: string, codes: readonly KnownCode[], { webCodes, shaped, unitAfter }: Signs): boolean {
  const isOurs = (found: string): boolean =>
    codes.some(({ code }) => found.startsWith(code) && !/^\d/u.test(found.slice(code.length)));
  for (const match of allMatches(typed, coded)) {
    const found = match[1] ?? "";
    if (isCount(found, typed.slice(match.index + match[0].length), unitAfter)) continue;
    if (!isOurs(found) && !isDenied(typed, match.index)) return true;
  }
  if (shaped.test(typed)) return true;
  for (const match of allMatches(typed, threeDigits)) {
    const isCode =
      webCodes.has(match[1] ?? "") &&
      !isOurs(match[1] ?? "") &&
      !unitAfter.test(typed.slice(match.index + match[0].length));
    if (isCode && !isDenied(typed, match.index)) return true;
  }
  return false;
}
