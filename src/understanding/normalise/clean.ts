/** Characters a text may have at most; longer ones are read at both ends, where people put what they want. */
const longestText = 600;

const invisible = /[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Mn}]/gu;
const apostrophes = /[’‘ʼ`´′]/gu;
const doubleQuotes = /[“”„«»″]/gu;
const dashes = /[‐‑‒–—―−]/gu;
const spaces = /[\s\u2028\u2029\u3164]+/gu;
const visible = /[^\s\u2028\u2029\u3164\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Mn}]/u;
/** Such a text has one form only, but for its case, backticks and spaces. */
const plainAscii = /^[\t\n\r -~]*$/;
const tail = /[\s.,;:!?…·'"*_~-]+$/u;
/** What `tail` takes away, but for space, which has gone before. */
const tailSigns = ".,;:!?…·'\"*_~-";
const uneven = /[\t\n\r]| {2}/;

/** True where nothing but space and invisible characters was sent. */
export function isBlank(text: string): boolean {
  return !visible.test(text.slice(0, 100_000));
}

/** Head and tail of a text, `longestText` characters in all; shorter texts as they are. */
function shorten(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText / 2)} \n ${text.slice(-longestText / 2)}`;
}

/**
 * One form for all ways to write the same characters: compatibility forms folded (NFKC), accents and invisible
 * characters out, one case, plain quotes and dashes, single spaces, no trailing punctuation.
 */
export function clean(text: string): string {
  if (text.length <= longestText && plainAscii.test(text)) {
    const typed = text.toLowerCase().replaceAll("`", "'");
    return withoutTail((uneven.test(typed) ? typed.replace(spaces, " ") : typed).trim());
  }
  const folded = shorten(text).replace(spaces, " ").normalize("NFKC").toUpperCase().toLowerCase();
  const plain = folded.normalize("NFKD").replace(invisible, "").normalize("NFKC");
  const typed = plain
    .replace(apostrophes, "'")
    .replace(doubleQuotes, '"')
    .replace(dashes, "-")
    .replace(spaces, " ")
    .trim();
  return withoutTail(typed);
}

function withoutTail(typed: string): string {
  // A pattern that must end at the end is tried at every place of the text.
  if (!tailSigns.includes(typed.slice(-1))) return typed;
  const short = typed.replace(tail, "");
  return short === "" ? typed : short;
}
