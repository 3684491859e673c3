/** Characters a title may have at most. */
export const longestTitle = 120;

/** Joins no words and shows nothing, or turns the direction of the text around it. */
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const spaces = /[\s\p{Cc}]+/gu;
/** What Markdown or HTML would take for more than text; round brackets do nothing without square ones. */
const markup = /[\\`*_~#<>[\]|]/gu;

/** A stranger's title as one line of plain text, fit to stand inside a sentence of ours. */
export function cleanTitle(title: string): string {
  // Long before any limit that a reader could see, so that a huge title costs nothing.
  const plain = title
    .slice(0, 10 * longestTitle)
    .replace(markup, " ")
    .replace(spaces, " ")
    .replace(invisible, "")
    .replace(/ {2,}/g, " ")
    .trim();
  if (plain.length <= longestTitle) return plain;
  // The cut may halve a character that takes two units.
  return `${plain
    .slice(0, longestTitle - 1)
    .replace(/\p{Cs}/gu, "")
    .trimEnd()}…`;
}
