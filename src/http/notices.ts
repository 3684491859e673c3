import { createHash } from "node:crypto";

import { type Notice, noticesEn } from "../../dialogs/wording/notices-en.ts";
import type { ProductWords } from "../../dialogs/wording/product-en.ts";
import { sendHtml } from "./static-files.ts";
import { type HttpServer, route } from "./server.ts";

/** Retention, in days. */
export type RetentionDays = { conversations: number; cases: number };

/** Serves `/privacy` and `/terms`, to which the manifest of the Teams app links. They have no script and need no build. */
export function serveNotices(
  server: HttpServer,
  options: { retention: RetentionDays; product: ProductWords; assistantName: string },
): void {
  const { retention, product, assistantName } = options;
  const notices = { privacy: noticesEn.privacy(retention, product), terms: noticesEn.terms(product) };
  for (const [name, notice] of Object.entries(notices)) {
    const html = Buffer.from(toHtml(notice, assistantName));
    route(server, "GET", `/${name}`, (req, res) => sendHtml(req, res, html, contentSecurityPolicy));
  }
}

const style =
  ":root{color-scheme:light dark}body{max-width:40rem;margin:2rem auto;padding:0 1rem;color:light-dark(#17231f,#e8f0ed);background:light-dark(#fff,#111a17);font:1rem/1.6 system-ui,sans-serif}a{color:light-dark(#1c6b59,#86d8c0)}";

const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function toHtml({ title, paragraphs }: Notice, name: string): string {
  const head = `<meta charset="utf-8"><title>${escapeHtml(title)} · ${escapeHtml(name)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style>`;
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join("\n");
  const main = `<main><h1>${escapeHtml(title)}</h1>\n${body}\n<p><a href="/">${escapeHtml(name)}</a></p></main>`;
  return `<!doctype html>\n<html lang="${noticesEn.language}"><head>${head}</head><body>${main}</body></html>\n`;
}

/** For the text of elements and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
