import { linesOfCopied } from "./copied-text.ts";

/** A page as a list of blocks: headings, paragraphs and list items in their order, without what surrounds the text. */
export type Block = { kind: "heading" | "paragraph" | "item"; level: number; text: string };
export type Page = { blocks: readonly Block[]; links: readonly string[] };

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  rsquo: "'",
  lsquo: "'",
  rdquo: '"',
  ldquo: '"',
  ndash: "–",
  mdash: "–",
  hellip: "…",
};

function decoded(text: string): string {
  return text
    .replaceAll(/&#(x?)([0-9a-f]+);/giu, (whole, hex: string, digits: string) => {
      const code = Number.parseInt(digits, hex ? 16 : 10);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replaceAll(/&([a-z]+);/giu, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replaceAll(/[’‘]/gu, "'")
    .replaceAll(/[“”]/gu, '"')
    .replaceAll(/\s+/gu, " ")
    .trim();
}

/** Parts of a page that hold nothing of its text. */
const surroundings =
  /<(script|style|nav|footer|aside|form|noscript|svg|template|iframe)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<head\b[\s\S]*?<\/head\s*>/giu;
const blockStart = /<(h[1-6]|p|li|dt|dd|tr|summary|blockquote|figcaption)\b[^>]*>/giu;
const blockEnd =
  /<\/?(?:h[1-6]|p|li|ul|ol|dl|dt|dd|tr|table|div|section|article|details|summary|blockquote|main|br)\b[^>]*>/giu;

function htmlBlocks(html: string): Page {
  const body = html.replaceAll(surroundings, " ");
  const links = [...html.matchAll(/href\s*=\s*["'](https:\/\/[^"'\s>]+)/giu)].map(([, url = ""]) => decoded(url));
  // Marks of one character each, so that the text between two block tags is one block.
  const marked = body
    .replaceAll(/<\/t[dh]>\s*<t[dh]\b[^>]*>/giu, ": ")
    .replaceAll(blockStart, (_, name: string) => `\u0001${name.toLowerCase()}\u0002`)
    .replaceAll(blockEnd, "\u0001\u0002")
    .replaceAll(/<[^>]*>/gu, "");
  const blocks = marked.split("\u0001").flatMap((piece): Block[] => {
    const [name = "", ...rest] = piece.includes("\u0002") ? piece.split("\u0002") : ["", piece];
    const text = decoded(rest.join(" "));
    if (text === "") return [];
    if (/^h[1-6]$/u.test(name)) return [{ kind: "heading", level: Number(name[1]), text }];
    if (name === "summary" || name === "dt") return [{ kind: "heading", level: 5, text }];
    return [{ kind: name === "li" ? "item" : "paragraph", level: 0, text }];
  });
  return { blocks, links: [...links, ...linksIn(blocks.map(({ text }) => text).join("\n"))] };
}

const address = /(?:https:\/\/[^\s)>\]"']+|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io)\b(?:\/[\w/-]*)?)/giu;

/** Addresses in a text, also where it leaves their beginning out: "support.example.com". */
function linksIn(text: string): string[] {
  return [...text.matchAll(address)].map(([found]) =>
    (found.startsWith("https:") ? found : `https://${found}`).replace(/[.,;]+$/u, ""),
  );
}

function textBlocks(text: string): Page {
  const blocks = linesOfCopied(text).flatMap((raw): Block[] => {
    const line = raw
      .trim()
      .replaceAll(/\*\*|__|`/gu, "")
      .replaceAll(/\[([^\]]+)\]\([^)]*\)/gu, "$1");
    if (line === "" || /^[-=_*]{3,}$/u.test(line)) return [];
    const heading = /^(#{1,6})\s+(.*)$/u.exec(line);
    if (heading) return [{ kind: "heading", level: heading[1]?.length ?? 1, text: decoded(heading[2] ?? "") }];
    if (/^step\s+\d+\b/iu.test(line) && line.length < 90) return [{ kind: "heading", level: 3, text: decoded(line) }];
    const item = /^(?:[-*•–]|\d+[.)])\s+(.*)$/u.exec(line);
    return item
      ? [{ kind: "item", level: 0, text: decoded(item[1] ?? "") }]
      : [{ kind: "paragraph", level: 0, text: decoded(line) }];
  });
  const [first, ...rest] = blocks;
  const hasTitle = blocks.some(({ kind, level }) => kind === "heading" && level === 1);
  const titled: Block[] = first && !hasTitle ? [{ ...first, kind: "heading", level: 1 }, ...rest] : blocks;
  return { blocks: titled, links: linksIn(text) };
}

/** Reads HTML, Markdown or plain text. */
export function pageBlocks(text: string): Page {
  return /<(?:html|body|h[1-6]|p|li|div)\b/iu.test(text) ? htmlBlocks(text) : textBlocks(text);
}
