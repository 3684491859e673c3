import { matchesOf } from "../interpretation/matches.ts";

/**
 * Error codes in a text: the one an article is about, its neighbours, and the same digits as something else (an
 * address, a count, a price, a line of program code).
 */
export type Codes = {
  /** The article whose code is named as a fault. */
  ours: string | null;
  /** The article's code, but said not to be it ("not a 502"). */
  oursDenied: boolean;
  /** Another error code. */
  other: boolean;
  /** The article's digits, naming something that is no error. */
  elsewhere: boolean;
};

const unitsAfter =
  /^[\s-]?(?:st|nd|rd|th|dollars?|bucks|euros?|pounds?|quid|usd|eur|gbp|€|£|%|percent|km|kms|kilometers|kilometres|miles?|meters?|metres?|cm|mm|kg|kgs|kilos?|lbs|grams?|g|ml|l|liters?|litres?|kcal|calories|hp|cc|mb|gb|kb|bytes|ms|people|songs?|tracks?|followers|likes|files|friends|photos|pages?|points|pieces|times|days|hours|minutes|seconds|years|main|street|st\.|avenue|ave|road|rd|drive|lane|boulevard|bus|train|tram|jeans|area code|steps|words|emails|messages|votes|tickets|seats|units|degrees|bc|ad|park|elm|oak|n\b|e\b|s\b|w\b|am\b|pm\b)(?![a-z])/u;
const thingBefore =
  /(?:[$€£#]|\b(?:room|rm|bus|line|lines|page|p\.|flat|apt|apartment|unit|suite|route|road|highway|hwy|gate|flight|train|tram|number|no\.|nr|channel|chapter|verse|psalm|hymn|opus|op\.|bwv|lot|form|invoice|order|ticket|locker|door|house|building|area code|extension|ext|peugeot|levi'?s|levis|mazda|boeing|airbus|ford|glue|loctite|cost|costs|paid|pay|worth|weighs?|year|in the year|ad|platoon|section|article|paragraph|exit|platform|model|kapton|port|pin|for|song|track|album|band)\s*)$/u;
const notFault =
  /(?:\b(?:not|no|isn't|isnt|aint|ain't|wasn't|wasnt|never|without|rather than|than|instead of|and not|don't have|dont have|n't)\b[\s,]+(?:an?\s|the\s|my\s|your\s|that\s|just\s|error\s|code\s|from\s|it\s|is\s|by\s|have\s|get\s|getting\s|about\s|seeing\s)*)$/u;

/** Codes of the web's own list that people quote bare. */
const webCodes = new Set([
  "400",
  "401",
  "402",
  "403",
  "404",
  "405",
  "406",
  "408",
  "409",
  "410",
  "412",
  "413",
  "414",
  "418",
  "422",
  "423",
  "425",
  "426",
  "428",
  "429",
  "431",
  "451",
  "500",
  "501",
  "503",
  "504",
  "505",
  "506",
  "507",
  "508",
  "510",
  "511",
  "520",
  "521",
  "522",
  "523",
  "524",
  "525",
  "526",
  "527",
  "530",
]);
const coded =
  /\b(?:error|err|errors|code|codes|fehler|fault|http|status)(?: ?(?:code|number|no\.?|num|nr|numbers|message|is|says|of|id))*[ :#=-]*((?:[a-z]{1,12}[-:_])?[a-z]{0,3}\d[\w-]*(?::\d+)?)/gu;
const shaped =
  /\b(?:auth|accounts?|playlist|network|firewall)\s?[:#]\s?\d+\b|\b[a-z]{1,7}-?\d{1,5}-\d{1,6}(?:-\d+)?\b|\b[a-z]{1,3}-[a-z]{0,3}\d{2,6}\b|\b(?:m|ui|nw|ce|nw|p|tvq|wv|avf|su|np)-?[a-z]{0,3}\d{3,5}(?:-\d+)?\b|\b0x[0-9a-f]{3,}\b/u;

const threeDigits = /(?<![\w.,:/$€£-])(\d{3})s?(?![\w%]|[.,:/]\d)/gu;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");

/** One article's code and its names in words. */
export type KnownCode = { article: string; code: string; aliases: readonly string[] };

/** How the digits of one code are used in a text. */
type Use = "fault" | "denied" | "thing";

function useReader({ code, aliases }: KnownCode): (typed: string) => Use[] {
  const digits = escape(code);
  const alone = new RegExp(
    `(?<![\\w.,:/-])-?(?:http[ /:-]?)?${digits}(?:s|ing|ed|'s|'d|er|rs)?(?![\\w]|[.,:/-]\\d)`,
    "gu",
  );
  const glued = new RegExp(
    `(?:error|err|code|spotify|http|gateway|status[=:]?)${digits}(?!\\d)|(?<![\\d.])${digits}(?:error|bad|gateway|spotify|cant)`,
    "u",
  );
  const named = new RegExp(`\\b(?:${aliases.map(escape).join("|") || "(?!)"})\\b`, "u");
  return (typed) => {
    const uses: Use[] = matchesOf(typed, alone).map((match) =>
      useOf(typed.slice(0, match.index), typed.slice(match.index + match[0].length)),
    );
    return glued.test(typed) || named.test(typed) ? [...uses, "fault"] : uses;
  };
}

function useOf(before: string, after: string): Use {
  const called = /\b(?:error|code|http(?: status)?)\s*$/u.test(before);
  if (!called && (unitsAfter.test(after) || thingBefore.test(before))) return "thing";
  return notFault.test(before) ? "denied" : "fault";
}

/** Makes the reader of codes; `typed` is cleaned text with its punctuation. */
export function codeReader(codes: readonly KnownCode[]): (typed: string) => Codes {
  const readers = codes.map((known) => ({ known, uses: useReader(known) }));
  return (typed) => {
    const found: Codes = { ours: null, oursDenied: false, other: hasOtherCode(typed, codes), elsewhere: false };
    for (const { known, uses } of readers)
      for (const use of uses(typed)) {
        if (use === "fault") found.ours ??= known.article;
        found.oursDenied ||= use === "denied";
        found.elsewhere ||= use === "thing";
      }
    return found;
  };
}

const denies = (typed: string, at: number): boolean => notFault.test(typed.slice(0, at));

function hasOtherCode(typed: string, codes: readonly KnownCode[]): boolean {
  const isOurs = (found: string): boolean =>
    codes.some(({ code }) => found.startsWith(code) && !/^\d/u.test(found.slice(code.length)));
  for (const match of matchesOf(typed, coded)) if (!isOurs(match[1] ?? "") && !denies(typed, match.index)) return true;
  if (shaped.test(typed)) return true;
  for (const match of matchesOf(typed, threeDigits)) {
    const isCode =
      webCodes.has(match[1] ?? "") &&
      !isOurs(match[1] ?? "") &&
      !unitsAfter.test(typed.slice(match.index + match[0].length));
    if (isCode && !denies(typed, match.index)) return true;
  }
  return false;
}
