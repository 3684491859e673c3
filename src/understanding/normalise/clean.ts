import { rememberBriefly } from "../../common/remember.ts";

/** Characters of a text that are used; of longer ones both ends, where people put their request. */
const maxLength = 600;

const invisible = /[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Mn}]/gu;
const apostrophes = /[’‘ʼ`´′]/gu;
const doubleQuotes = /[“”„«»″]/gu;
const dashes = /[‐‑‒–—―−]/gu;
const spaces = /[\s\u2028\u2029\u3164]+/gu;
const visible = /[^\s\u2028\u2029\u3164\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Mn}]/u;
/** Text that needs no Unicode normalisation, only lower case, plain quotes and single spaces. */
const plainAscii = /^[\t\n\r -~]*$/;
const tail = /[\s.,;:!?…·'"*_~-]+$/u;
/** The characters of `tail`, except space, which is trimmed before. */
const tailCharacters = ".,;:!?…·'\"*_~-";
const uneven = /[\t\n\r]| {2}/;

/** True for a text of nothing but white space and invisible characters. */
export function isBlank(text: string): boolean {
  return !visible.test(text.slice(0, 100_000));
}

/** Head and tail of a text, `maxLength` characters in all; shorter texts unchanged. */
function headAndTail(text: string): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength / 2)} \n ${text.slice(-maxLength / 2)}`;
}

/**
 * Canonical form: NFKC, accents and invisible characters removed, lower case, plain quotes and dashes, single spaces, no
 * trailing punctuation.
 */
export const clean = rememberBriefly((text: string): string => {
  if (text.length <= maxLength && plainAscii.test(text)) {
    const typed = text.toLowerCase().replaceAll("`", "'");
    return withoutTail((uneven.test(typed) ? typed.replace(spaces, " ") : typed).trim());
  }
  const folded = headAndTail(text).replace(spaces, " ").normalize("NFKC").toUpperCase().toLowerCase();
  const plain = folded.normalize("NFKD").replace(invisible, "").normalize("NFKC");
  const typed = plain
    .replace(apostrophes, "'")
    .replace(doubleQuotes, '"')
    .replace(dashes, "-")
    .replace(spaces, " ")
    .trim();
  return withoutTail(typed);
});

function withoutTail(typed: string): string {
  // A pattern anchored at the end is tried at every position of the text, so test the last character first.
  if (!tailCharacters.includes(typed.slice(-1))) return typed;
  const short = typed.replace(tail, "");
  return short === "" ? typed : short;
}
