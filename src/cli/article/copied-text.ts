/** A page copied as text has lost its marks: signs of lists stand on lines of their own, headings look like any line. */

/** Left over from what surrounds the text. */
const surrounding = /^(?:ad|ads|advertisement|sponsored|share|print)$/iu;
const loneBullet = /^[-*•–]$/u;
/** The sign of the next item, at the end of the text before. */
const trailingBullet = /(?<=[.!?)])\s+[-*•–]$/u;
/** A heading that the text before runs into. */
const gluedHeading = /(?<=[.!?])(?=(?:Frequently Asked Questions|FAQs?|When to (?:Call|Contact)\b.*)$)/u;
/** Headings of guides, known by their words. */
const headingWords =
  /^(?:tools?\b.*|what you(?:'ll| will)? need|how to (?:fix|solve|resolve)\b.*|(?:steps|solutions|fixes)\b.*|when to (?:call|contact|seek|get)\b.*|frequently asked questions|faqs?)$/iu;
const maxHeading = 80;

/** Names of facts that stand in one item and their value in the next. */
const factNames =
  /^(?:error code|code|brand|product(?: type)?|severity(?: level)?|(?:diy )?difficulty(?: level)?|(?:estimated |average |total )?(?:fix )?(?:time|duration)(?: to fix)?)$/iu;

/** The lines of a text, each what one mark stands for: `# ` before a heading, `- ` before an item. */
export function linesOfCopied(text: string): string[] {
  const split = text
    .split(/\r?\n/u)
    .flatMap((raw) => raw.trim().split(gluedHeading))
    .flatMap((line) => (trailingBullet.test(line) ? [line.replace(trailingBullet, ""), "-"] : [line]))
    .filter((line) => line !== "" && !surrounding.test(line));
  return withFacts(withItems(split)).map((line) =>
    line.length < maxHeading && headingWords.test(line) ? `## ${line}` : line,
  );
}

/** Joins the sign of an item to its text. */
function withItems(lines: readonly string[]): string[] {
  return lines.flatMap((line, at) => {
    if (loneBullet.test(line)) return [];
    return [loneBullet.test(lines[at - 1] ?? "") ? `- ${line}` : line];
  });
}

const itemText = (line: string | undefined): string => /^[-*•–]\s+(.*)$/u.exec(line ?? "")?.[1] ?? "";

/** Joins the names of facts to their values: "Severity: Medium". */
function withFacts(lines: readonly string[]): string[] {
  const isName = (line: string | undefined): boolean => factNames.test(itemText(line));
  return lines.flatMap((line, at) => {
    const value = itemText(lines[at + 1]);
    if (isName(line) && value !== "") return [`${itemText(line)}: ${value}`];
    return itemText(line) !== "" && isName(lines[at - 1]) ? [] : [line];
  });
}
