import { createHash } from "node:crypto";

import type { Reply } from "../../../dialogs/replies/reply.ts";
import { en } from "../../../dialogs/wording/en.ts";
import type { Article } from "../../../knowledge/article.ts";
import { escapeHtml } from "../../http/notices.ts";
import type { DevicePreview } from "./guide-preview.ts";

/** The page on which an author sees an article: its parts as HTML, and the frame that reads them again. */

const style = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:72rem;padding:1rem;display:grid;gap:2rem;grid-template-columns:minmax(0,3fr) minmax(0,2fr)}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}.said{white-space:pre-wrap;border:1px solid #8886;border-radius:.6rem;padding:.6rem .8rem;margin:.6rem 0}.mine{margin-left:3rem;background:#1c6b5922}
.fault{color:light-dark(#a11,#f99)}.chip{border:1px solid #8888;border-radius:1rem;padding:.1rem .7rem;margin:.2rem .3rem 0 0;display:inline-block;background:none;font:inherit}
pre{white-space:pre-wrap;font-size:.8rem}form{display:flex;gap:.5rem}input{flex:1;font:inherit;padding:.4rem}#chat{position:sticky;top:1rem;max-height:95vh;overflow:auto}@media(max-width:50rem){body{grid-template-columns:1fr}#chat{position:static}}`;

const script = `const part=(id)=>document.getElementById(id);
const fill=async(id)=>{part(id).innerHTML=await (await fetch("/"+id)).text()};
const reload=()=>{fill("article");fill("lines")};
new EventSource("/changes").onmessage=reload;
const say=async(body)=>{const answer=await fetch("/say",{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify(body)});
part("talk").insertAdjacentHTML("beforeend",await answer.text());part("chat").scrollTop=part("chat").scrollHeight};
part("say").onsubmit=(event)=>{event.preventDefault();const field=part("text");if(field.value.trim())say({text:field.value});field.value=""};
part("talk").onclick=({target})=>{if(target.dataset.choice)say({choice:Number(target.dataset.choice),text:target.textContent})};
reload();`;

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

export const authorPagePolicy = `default-src 'none'; connect-src 'self'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The frame of the page; its parts are fetched, and again when files change. */
export function authorPage(id: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(id)}</title><style>${style}</style></head><body>
<main><section id="article"></section><section id="lines"><h2>Own lines</h2><p>Reading them …</p></section></main>
<aside id="chat"><h2>Try it</h2><div id="talk"></div><form id="say"><input id="text" autocomplete="off" aria-label="Message" placeholder="What people would write"><button>Send</button></form></aside>
<script>${script}</script></body></html>`;
}

const paragraphsOf = (text: string): string => escapeHtml(text).replaceAll(/\*\*(.+?)\*\*/gu, "<b>$1</b>");

function replyHtml(reply: Reply, button: (label: string, at: number) => string): string {
  const buttons = reply.choices.map(({ label }, at) => button(escapeHtml(label), at)).join("");
  return `<div class="said">${paragraphsOf(reply.text)}<div>${buttons}</div></div>`;
}

/** The article as people see it on each device, its answers and its faults. */
export function articleHtml(shown: {
  article: Article | null;
  previews: readonly DevicePreview[];
  faults: readonly string[];
}): string {
  const { article, previews, faults } = shown;
  const heading = `<h1>${escapeHtml(article?.facts.title.en ?? "This article cannot be read yet")}</h1>`;
  const found = faults.map((fault) => `<li class="fault">${escapeHtml(fault)}</li>`).join("");
  const list = `<h2>Faults</h2>${faults.length > 0 ? `<ul>${found}</ul>` : "<p>No faults.</p>"}`;
  if (!article) return heading + list;
  const guides = previews.map(({ device, replies }) => {
    const said = replies.map((reply) => replyHtml(reply, (label) => `<span class="chip">${label}</span>`)).join("");
    return `<details><summary>${escapeHtml(en.deviceNames[device])}</summary>${said}</details>`;
  });
  const answers = article.answers.map(
    ({ title, text }) => `<details><summary>${escapeHtml(title.en)}</summary><p>${paragraphsOf(text.en)}</p></details>`,
  );
  return `${heading}<p>${escapeHtml(article.facts.summary.en)}</p>${list}<h2>On each device</h2>${guides.join("")}<h2>Answers</h2>${answers.join("")}`;
}

/** How many of the article's own lines are understood, and those that are not. */
export function linesHtml(own: {
  of: number;
  wrong: readonly { text: string; label: string; read: string }[];
}): string {
  const { of, wrong } = own;
  const rows = wrong.map(
    ({ text, label, read }) =>
      `<li><q>${escapeHtml(text)}</q> stands under ${escapeHtml(label)} and is read as ${escapeHtml(read)}</li>`,
  );
  const count = `${of - wrong.length} of ${of} are understood by what was trained last.`;
  return `<h2>Own lines</h2><p>${count}</p><ul>${rows.join("")}</ul>`;
}

/** One turn of the chat: what was said, the reply with its buttons, and why the line was read so. */
export function turnHtml(turn: { text: string; reply: Reply | null; why: string | null }): string {
  const { text, reply, why } = turn;
  const button = (label: string, at: number): string => `<button class="chip" data-choice="${at}">${label}</button>`;
  const reason =
    why === null ? "" : `<details><summary>Why it was read so</summary><pre>${escapeHtml(why)}</pre></details>`;
  return `<div class="said mine">${escapeHtml(text)}</div>${reason}${reply ? replyHtml(reply, button) : ""}`;
}
