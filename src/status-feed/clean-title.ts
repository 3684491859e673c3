/** Characters. */
export const maxTitleLength = 120;

/** Invisible characters, those that change the text direction included. */
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const spaces = /[\s\p{Cc}]+/gu;
/** Markdown and HTML syntax; round brackets have no effect without square ones. */
const markup = /[\\`*_~#<>[\]|]/gu;

/** An untrusted title as one line of plain text, safe inside our own sentences. */
export function cleanTitle(title: string): string {
  // Cut well above the visible limit first, so that a huge title costs nothing.
  const plain = title
    .slice(0, 10 * maxTitleLength)
    .replace(markup, " ")
    .replace(spaces, " ")
    .replace(invisible, "")
    .replace(/ {2,}/g, " ")
    .trim();
  if (plain.length <= maxTitleLength) return plain;
  // The cut may leave a lone surrogate.
  return `${plain
    .slice(0, maxTitleLength - 1)
    .replace(/\p{Cs}/gu, "")
    .trimEnd()}…`;
}
