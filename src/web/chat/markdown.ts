import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { addressOf, bareAddress, namedLink } from "../../common/web-addresses.ts";
import { initialsOf } from "./shown-activities.ts";

/**
 * Renders the Markdown of replies as HTML: paragraphs, headings, lists, bold, links, and the blocks that
 * `shown-activities.ts` makes. The text is escaped first; only this subset becomes markup. What an agent wrote is plain
 * text, in which only links and lists are seen.
 */
export function renderMarkdown(text: string): string {
  const [, kind, name = "", said = text] = /^\[(agent|assistant)\] ([^\n]*)\n(.*)$/s.exec(text) ?? [];
  const blocks = escapeHtml(said.replaceAll("\r\n", "\n"))
    .trim()
    .split(/\n{2,}/);
  if (kind === "agent") return speaker(name) + blocks.map((lines) => paragraphAndLists(lines, links)).join("");
  const html = blocks.map(block).join("");
  return kind === "assistant" ? unseen(words.assistantSaid) + html : html;
}

/** The name is seen; that it is said by them is heard. */
function speaker(name: string): string {
  const face = `<span class="face" data-face="${escapeHtml(initialsOf(name))}" aria-hidden="true"></span>`;
  return `<p class="speaker">${face}<span aria-hidden="true">${escapeHtml(name)}</span>${unseen(words.saidBy(name))}</p>`;
}

/** For screen readers; the style makes it content, so that it is not copied with the text. */
function unseen(said: string): string {
  return `<span class="unseen" data-said="${escapeHtml(said)}"></span>`;
}

function block(lines: string): string {
  const progress = /^\[progress (\d+)\/(\d+)\] (.*)$/s.exec(lines);
  if (progress)
    return `<p class="step-progress">${inline(progress[3] ?? "")}</p><progress aria-hidden="true" value="${progress[1]}" max="${progress[2]}"></progress>`;
  const source = /^\[source (https:\/\/[^\s\]]+)\] (.*)$/s.exec(lines);
  if (source) return `<p class="source">${escapeHtml(words.source)} ${link(source[1] ?? "", source[2] ?? "")}</p>`;
  const thumbs = /^\[thumbs ([\w-]*) ([\w.:-]*)\]$/.exec(lines);
  if (thumbs) return thumbButtons(thumbs[1] ?? "", thumbs[2] ?? "");
  const heading = /^#{1,3} (.*)$/.exec(lines);
  if (heading) return `<h2>${inline(heading[1] ?? "")}</h2>`;
  if (lines.startsWith("&gt; ")) return `<p class="warning">${inline(lines.slice(5))}</p>`;
  return paragraphAndLists(lines, inline);
}

/** Drawn, as not every device has a font with thumbs. */
const thumb =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 11v9H4v-9zm0 0l4-8a2.5 2.5 0 0 1 2 3l-.7 4H19a2 2 0 0 1 2 2.4l-1.3 6A2 2 0 0 1 17.7 20H7"/></svg>';

/** After a guide they answer a question that is to be seen. */
function thumbButtons(on: string, about: string): string {
  const isGuide = about.startsWith("article:");
  const [up, down] = isGuide ? [words.solved, words.notSolved] : [words.helpful, words.notHelpful];
  const button = (good: boolean, label: string): string =>
    `<button type="button" data-good="${good}" aria-pressed="false" aria-label="${escapeHtml(label)}">${thumb}</button>`;
  const question = isGuide ? `<span>${escapeHtml(words.solvedQuestion)}</span>` : "";
  const buttons = question + button(true, up) + button(false, down);
  return `<p class="thumbs" data-on="${on}" data-about="${about}">${buttons}<span role="status"></span></p>`;
}

/** A list may follow a paragraph without an empty line. */
function paragraphAndLists(lines: string, inLine: (text: string) => string): string {
  const groups: { kind: "p" | "ol" | "ul"; start: string; lines: string[] }[] = [];
  for (const line of lines.split("\n")) {
    const item = /^ {0,3}(?:(\d{1,3})[.)]|[-*•]) +(.*)$/.exec(line);
    const kind = item ? (item[1] === undefined ? "ul" : "ol") : "p";
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(item?.[2] ?? line);
    else groups.push({ kind, start: item?.[1] ?? "1", lines: [item?.[2] ?? line] });
  }
  return groups
    .map(({ kind, start, lines: own }) =>
      kind === "p" ? `<p>${own.map(inLine).join("<br>")}</p>` : list(kind, start, own.map(inLine)),
    )
    .join("");
}

function list(kind: "ol" | "ul", start: string, items: readonly string[]): string {
  const from = kind === "ol" && start !== "1" ? ` start="${start}"` : "";
  return `<${kind}${from}>${items.map((item) => `<li>${item}</li>`).join("")}</${kind}>`;
}

// Bounded, so that a long line takes linear time.
const strong = /\*\*([^*]{1,500})\*\*/;
const every = new RegExp(`${namedLink.source}|${strong.source}|${bareAddress.source}`, "gi");

function inline(text: string): string {
  return text.replaceAll(every, (whole, label?: string, address?: string, bold?: string) => {
    if (label && address) return link(address, label);
    if (bold) return `<strong>${inline(bold)}</strong>`;
    return linkOf(whole);
  });
}

const everyAddress = new RegExp(bareAddress.source, "gi");

function links(text: string): string {
  return text.replaceAll(everyAddress, linkOf);
}

function linkOf(address: string): string {
  return link(addressOf(address), address);
}

function link(address: string, label: string): string {
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function escapeHtml(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
