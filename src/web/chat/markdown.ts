/**
 * Renders the Markdown of replies as HTML: paragraphs, headings, lists, bold, links, and the two blocks that
 * `shown-activities.ts` makes of a step. The text is escaped first; only this subset becomes markup.
 */
export function renderMarkdown(text: string): string {
  return escapeHtml(text.replaceAll("\r\n", "\n"))
    .trim()
    .split(/\n{2,}/)
    .map(block)
    .join("");
}

function block(lines: string): string {
  const progress = /^\[progress (\d+)\/(\d+)\] (.*)$/s.exec(lines);
  if (progress)
    return `<p class="step-progress">${inline(progress[3] ?? "")}</p><progress aria-hidden="true" value="${progress[1]}" max="${progress[2]}"></progress>`;
  const heading = /^#{1,3} (.*)$/.exec(lines);
  if (heading) return `<h2>${inline(heading[1] ?? "")}</h2>`;
  if (lines.startsWith("&gt; ")) return `<p class="warning">${inline(lines.slice(5))}</p>`;
  return paragraphAndLists(lines);
}

/** A list may follow a paragraph without an empty line. */
function paragraphAndLists(lines: string): string {
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
      kind === "p" ? `<p>${own.map(inline).join("<br>")}</p>` : list(kind, start, own),
    )
    .join("");
}

function list(kind: "ol" | "ul", start: string, items: readonly string[]): string {
  const from = kind === "ol" && start !== "1" ? ` start="${start}"` : "";
  return `<${kind}${from}>${items.map((item) => `<li>${inline(item)}</li>`).join("")}</${kind}>`;
}

// Quantifiers are bounded and a URL starts at a word boundary, so that a long line takes linear time.
const named = /\[([^\][]{1,200})\]\((https:\/\/[^\s()]{1,500})\)/;
const strong = /\*\*([^*]{1,500})\*\*/;
const bare =
  /(?<![\w@./-])(?:https:\/\/)?(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|help)\b(?!@)(?:\/(?:[\w./?=&;%#~+-]{0,500}[\w/])?)?/;
const every = new RegExp(`${named.source}|${strong.source}|${bare.source}`, "gi");

function inline(text: string): string {
  return text.replaceAll(every, (whole, label?: string, address?: string, bold?: string) => {
    if (label && address) return link(address, label);
    if (bold) return `<strong>${inline(bold)}</strong>`;
    return link(/^https:/i.test(whole) ? whole : `https://${whole}`, whole);
  });
}

function link(address: string, label: string): string {
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function escapeHtml(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
