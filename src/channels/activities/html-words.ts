/** What an HTML message says: the person's own words, and those of others that it quotes or passes on. */
export type HtmlWords = {
  own: string;
  /** Of replies and quotations: the person answers them. */
  quoted: string;
  /** Of forwarded messages: the person shows them. */
  forwarded: string;
  /** Addresses of pictures that are emoji, whose sign stands in the words. */
  emoji: readonly string[];
  /** Other pictures. */
  pictures: number;
};

type Part = "own" | "quoted" | "forwarded";

const token = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)\b([^>]*)>|([^<]+)|</giu;
const skippedTags = new Set(["style", "script", "head", "title", "attachment", "systemeventmessage"]);
const blockTags = new Set(["p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "blockquote", "pre"]);
const voidTags = new Set(["br", "img", "hr", "input", "quoted"]);

/**
 * Reads the HTML that Teams sends with or instead of the text. It is not rendered anywhere, so tags are only told
 * apart, not repaired: what cannot be read stays words.
 */
export function readHtml(html: string): HtmlWords {
  const words: Record<Part, string[]> = { own: [], quoted: [], forwarded: [] };
  const open: { tag: string; part: Part; skipped: boolean }[] = [];
  const emoji: string[] = [];
  let pictures = 0;
  const here = (): { part: Part; skipped: boolean } => open.at(-1) ?? { part: "own", skipped: false };
  for (const [, closing, name = "", attributes = "", text] of html.matchAll(token)) {
    const tag = name.toLowerCase();
    const { part, skipped } = here();
    if (text !== undefined) {
      if (!skipped) words[part].push(decoded(text));
      continue;
    }
    if (blockTags.has(tag)) words[part].push("\n");
    if (closing === "/") close(open, tag);
    else if (tag === "img" && isEmoji(attributes)) {
      words[part].push(decoded(attributeOf(attributes, "alt")));
      emoji.push(decoded(attributeOf(attributes, "src")));
    } else if (tag === "img") pictures += part === "own" ? 1 : 0;
    else if (!voidTags.has(tag) && tag !== "" && !attributes.endsWith("/"))
      open.push({ tag, part: partOf(tag, attributes, part), skipped: skipped || skippedTags.has(tag) });
  }
  const [own, quoted, forwarded] = (["own", "quoted", "forwarded"] as const).map((part) =>
    collapseSpaces(words[part].join("")),
  );
  return { own: own ?? "", quoted: quoted ?? "", forwarded: forwarded ?? "", emoji, pictures };
}

/** Whose words an element holds. A quotation that the person set themselves holds those of somebody else, too. */
function partOf(tag: string, attributes: string, around: Part): Part {
  if (around !== "own" || tag !== "blockquote") return around;
  return /schema\.skype\.com\/forward/i.test(attributeOf(attributes, "itemtype")) ? "forwarded" : "quoted";
}

function close(open: { tag: string }[], tag: string): void {
  const at = open.findLastIndex((one) => one.tag === tag);
  if (at >= 0) open.splice(at);
}

function isEmoji(attributes: string): boolean {
  return /schema\.skype\.com\/emoji/i.test(attributeOf(attributes, "itemtype"));
}

function attributeOf(attributes: string, name: string): string {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(attributes);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? "";
}

/** Lines without the white space around them; line breaks in the source are none of the message. */
function collapseSpaces(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replaceAll(/[ \t\r\u00A0]+/g, " ").trim())
    .join("\n")
    .replaceAll(/\n{2,}/g, "\n")
    .trim();
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Character references as the characters that they stand for. */
function decoded(text: string): string {
  return text.replaceAll(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (all, name: string) => {
    if (!name.startsWith("#")) return named[name.toLowerCase()] ?? all;
    const isHex = /^#x/i.test(name);
    const point = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : "";
  });
}
