/** How the digits of a code are said and written: "five oh two", "nw dash two dash five". */

const ones = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const teens = [
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const gap = String.raw`[\s-]+`;
const zero = "(?:zero|oh|o|nought)";
const wordOf = (digit: string): string => (digit === "0" ? zero : (ones[Number(digit)] ?? digit));

/** A pattern for a number of up to two digits in words; null for what begins with a zero. */
function belowHundred(digits: string): string | null {
  if (digits.length === 1) return ones[Number(digits)] ?? null;
  const [first = "", last = ""] = digits;
  if (first === "0") return null;
  if (first === "1") return teens[Number(last)] ?? null;
  const ten = tens[Number(first)] ?? "";
  return last === "0" ? ten : `${ten}${gap}?${ones[Number(last)]}`;
}

/** Patterns for the ways in which these digits are said; none for more than five of them. */
function spokenForms(digits: string): string[] {
  if (digits.length > 5) return [];
  const single = digits.split("").map(wordOf).join(gap);
  if (digits.length <= 2) return [belowHundred(digits) ?? single, single];
  const rest = digits.slice(1).replace(/^0+/u, "");
  const hundreds =
    digits.length === 3
      ? [`${wordOf(digits[0] ?? "")}${gap}hundred${rest ? `(?:${gap}and)?${gap}${belowHundred(rest)}` : ""}`]
      : [];
  const pairs = digits.length === 4 ? [digits.slice(0, 2), digits.slice(2)].map(belowHundred) : [null];
  const paired = pairs.every((pair) => pair !== null) ? [pairs.join(gap)] : [];
  const withDigits = digits.length === 3 ? [digits.split("").join(String.raw`[\s.-]`)] : [];
  return [single, ...hundreds, ...paired, ...withDigits];
}

/** Codes of so few letters and digits are numbers that texts hold for other reasons. */
const shortLength = 2;

/** True for a code that is an everyday number by itself, such as 4 or 17. */
export const isShortCode = (code: string): boolean => code.replace(/[^\p{L}\p{N}]/gu, "").length <= shortLength;

/** A few letters, which may be said one by one: "n w". */
const spelled = (letters: string): string =>
  letters.length > 4 ? letters : letters.split("").join(String.raw`[\s.]?`);

/**
 * A pattern for a code in any case, with hyphens, spaces, "dash" or nothing between its parts, and its digits in words.
 * Between two parts of digits something must stand.
 */
export function codePattern(code: string): string {
  const parts = code.toLowerCase().match(/\p{L}+|\d+/gu) ?? [];
  const loose = String.raw`\s*(?:[-–—_:./]|dash|hyphen|minus|colon)?\s*`;
  const strict = String.raw`(?:\s*(?:[-–—_:./]|dash|hyphen|minus|colon)\s*|\s+)`;
  const isNumber = (part: string | undefined): boolean => /^\d/u.test(part ?? "");
  return parts
    .map((part, at) => {
      const joint = at === 0 ? "" : isNumber(part) && isNumber(parts[at - 1]) ? strict : loose;
      return `${joint}${isNumber(part) ? `(?:${[part, ...spokenForms(part)].join("|")})` : spelled(part)}`;
    })
    .join("");
}
