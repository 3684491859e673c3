import { createHash } from "node:crypto";

import { type Notice, noticesEn } from "../../dialogs/wording/notices-en.ts";
import { pageEn } from "../../dialogs/wording/page-en.ts";
import { sendHtml } from "./static-files.ts";
import { type HttpServer, route } from "./server.ts";

/** How long what is said is kept, in days. */
export type Kept = { conversations: number; cases: number };

/**
 * Serves `/privacy` and `/terms`, where the Teams app's manifest points: words alone, without script, whatever else is
 * built.
 */
export function serveNotices(server: HttpServer, kept: Kept): void {
  const notices = { privacy: noticesEn.privacy(kept), terms: noticesEn.terms() };
  for (const [name, notice] of Object.entries(notices)) {
    const html = Buffer.from(inHtml(notice));
    route(server, "GET", `/${name}`, (req, res) => sendHtml(req, res, html, policy));
  }
}

const style =
  ":root{color-scheme:light dark}body{max-width:40rem;margin:2rem auto;padding:0 1rem;color:light-dark(#17231f,#e8f0ed);background:light-dark(#fff,#111a17);font:1rem/1.6 system-ui,sans-serif}a{color:light-dark(#1c6b59,#86d8c0)}";

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function inHtml({ title, paragraphs }: Notice): string {
  const head = `<meta charset="utf-8"><title>${escaped(title)} · ${escaped(pageEn.name)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style>`;
  const words = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join("\n");
  const body = `<main><h1>${escaped(title)}</h1>\n${words}\n<p><a href="/">${escaped(pageEn.name)}</a></p></main>`;
  return `<!doctype html>\n<html lang="${noticesEn.language}"><head>${head}</head><body>${body}</body></html>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
