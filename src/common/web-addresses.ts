// Quantifiers are bounded and an address starts at a word boundary, so that a long line takes linear time.

/** A link of Markdown: `[label](https://address)`. */
export const namedLink = /\[([^\][]{1,200})\]\((https:\/\/[^\s()]{1,500})\)/;

/** An https address, or the name of a host of a known domain with what follows it; no e-mail address. */
export const bareAddress =
  /(?<![\w@./-])(?:https:\/\/(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}|(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|help))\b(?!@)(?:\/(?:[\w./?=&;%#~+-]{0,500}[\w/])?)?/;

/** Where a bare address leads. */
export function addressOf(bare: string): string {
  return /^https:/i.test(bare) ? bare : `https://${bare}`;
}

const linkOrAddress = new RegExp(`${namedLink.source}|${bareAddress.source}`, "gi");

/** Makes every bare address in a text a link of Markdown, for what renders only those. */
export function linkAddresses(markdown: string): string {
  return markdown.replaceAll(linkOrAddress, (whole, label?: string) =>
    label ? whole : `[${whole}](${addressOf(whole)})`,
  );
}
