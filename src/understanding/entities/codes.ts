/**
 * Error codes in a text: the one an article is about, its neighbours, and the same digits as something else
 * (an address, a count, a price, a line of program code).
 */
export type Codes = {
  /** The article's code, as a fault. */
  ours: boolean;
  /** The article's code, but said not to be it ("not a 502"). */
  oursDenied: boolean;
  /** Another error code. */
  other: boolean;
  /** The article's digits, naming something that is no error. */
  elsewhere: boolean;
};

const unitsAfter =
  /^[\s-]?(?:st|nd|rd|th|dollars?|bucks|euros?|pounds?|quid|usd|eur|gbp|€|£|%|percent|km|kms|kilometers|kilometres|miles?|meters?|metres?|cm|mm|kg|kgs|kilos?|lbs|grams?|g|ml|l|liters?|litres?|kcal|calories|hp|cc|mb|gb|kb|bytes|ms|people|songs?|tracks?|followers|likes|files|friends|photos|pages?|points|pieces|times|days|hours|minutes|seconds|years|main|street|st\.|avenue|ave|road|rd|drive|lane|boulevard|bus|train|tram|jeans|area code|steps|words|emails|messages|votes|tickets|seats|units|degrees|bc|ad|park|elm|oak|n\b|e\b|s\b|w\b|am\b|pm\b)/u;
const thingBefore =
  /(?:[$€£#]|\b(?:room|rm|bus|line|lines|page|p\.|flat|apt|apartment|unit|suite|route|road|highway|hwy|gate|flight|train|tram|number|no\.|nr|channel|chapter|verse|psalm|hymn|opus|op\.|bwv|lot|form|invoice|order|ticket|locker|door|house|building|area code|extension|ext|peugeot|levi'?s|levis|mazda|boeing|airbus|ford|glue|loctite|cost|costs|paid|pay|worth|weighs?|year|in the year|ad|platoon|section|article|paragraph|exit|platform|model|kapton|port|pin|for|song|track|album|band)\s*)$/u;
const notFault = /(?:\b(?:not|no|isn't|isnt|aint|ain't|wasn't|wasnt|never|without|rather than|than|instead of|and not|don't have|dont have|n't)\b[\s,]+(?:an?\s|the\s|my\s|your\s|that\s|just\s|error\s|code\s|from\s|it\s|is\s|by\s|have\s|get\s|getting\s|about\s|seeing\s)*)$/u;
const faultWords = /\b(?:error|err|code|codes|http|status|gateway|fault|gives|shows?|says?|said|showing|saying|getting|get|got|keeps?|spotify|screen|message|server|throws?|response|pops?)\b/u;

/** Codes of the web's own list that people quote bare. */
const webCodes = new Set(["400", "401", "402", "403", "404", "405", "406", "408", "409", "410", "412", "413", "414", "418", "422", "423", "425", "426", "428", "429", "431", "451", "500", "501", "503", "504", "505", "506", "507", "508", "510", "511", "520", "521", "522", "523", "524", "525", "526", "527", "530"]);
const coded = /\b(?:error|err|errors|code|codes|fehler|fault|http|status)(?: ?(?:code|number|no\.?|num|nr|numbers|message|is|says|of|id))*[ :#=-]*((?:[a-z]{1,12}[-:_])?[a-z]{0,3}\d[\w-]*(?::\d+)?)/gu;
const shaped = /\b(?:auth|accounts?|playlist|network|firewall)\s?[:#]\s?\d+\b|\b[a-z]{1,7}-?\d{1,5}-\d{1,6}(?:-\d+)?\b|\b[a-z]{1,3}-[a-z]{0,3}\d{2,6}\b|\b(?:m|ui|nw|ce|nw|p|tvq|wv|avf|su|np)-?[a-z]{0,3}\d{3,5}(?:-\d+)?\b|\b0x[0-9a-f]{3,}\b/u;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");

/** Reads codes against one article's code, such as "502"; `typed` is cleaned text with its punctuation. */
export function codeReader(options: { code: string; aliases: readonly string[] }): (typed: string) => Codes {
  const { code } = options;
  const exact = new RegExp(`(?<![\\w.,:/-])-?(?:http[ /:-]?)?${escape(code)}(?:s|ing|ed|'s|'d|er|rs)?(?![\\w]|[.,:/-]\\d)`, "gu");
  const glued = new RegExp(`(?:error|err|code|spotify|http|gateway|status[=:]?)${escape(code)}(?!\\d)|(?<![\\d.])${escape(code)}(?:error|bad|gateway|spotify|cant)`, "u");
  const words = new RegExp(`\\b(?:${options.aliases.map(escape).join("|") || "(?!)"})\\b`, "u");
  return (typed) => {
    const found: Codes = { ours: glued.test(typed), oursDenied: false, other: false, elsewhere: false };
    for (const match of typed.matchAll(exact)) {
      const before = typed.slice(0, match.index);
      const after = typed.slice(match.index + match[0].length);
      const isThing = (unitsAfter.test(after) || thingBefore.test(before)) && !/\b(?:error|code)\s*$/u.test(before);
      if (isThing && !(thingBefore.test(before) && /(?:number|for)\s*$/u.test(before) && faultWords.test(typed))) found.elsewhere = true;
      else if (notFault.test(before)) found.oursDenied = true;
      else found.ours = true;
    }
    if (words.test(typed)) found.ours = true;
    found.other = otherCode(typed, code);
    return found;
  };
}

function otherCode(typed: string, code: string): boolean {
  for (const match of typed.matchAll(coded)) if (match[1] !== undefined && /\d/u.test(match[1]) && !match[1].startsWith(code)) return !notFault.test(typed.slice(0, match.index));
  if (shaped.test(typed)) return true;
  for (const match of typed.matchAll(/(?<![\w.,:/$€£-])(\d{3})s?(?![\w%]|[.,:/]\d)/gu))
    if (webCodes.has(match[1] ?? "") && !notFault.test(typed.slice(0, match.index)) && !unitsAfter.test(typed.slice(match.index + match[0].length))) return true;
  return false;
}
