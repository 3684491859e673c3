import { createHash } from "node:crypto";

import type { Reply } from "../../../dialogs/replies/reply.ts";
import { en } from "../../../dialogs/wording/en.ts";
import type { Article } from "../../../knowledge/article.ts";
import { escapeHtml } from "../../http/notices.ts";
import type { ExplainedRow } from "../explain.ts";
import type { DevicePreview } from "./guide-preview.ts";

/** The page on which an author sees an article: its parts as HTML, and the frame that reads them again. */

const style = `:root{color-scheme:light dark;background:Canvas;color:CanvasText;font:1rem/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:72rem;padding:1rem;display:grid;gap:2rem;grid-template-columns:minmax(0,3fr) minmax(0,2fr);overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}summary{padding:.35rem 0}.said{white-space:pre-wrap;border:1px solid #8886;border-radius:.6rem;padding:.6rem .8rem;margin:.6rem 0}.mine{margin-left:3rem;background:light-dark(#e1ebe9,#14231f)}
.fault{color:light-dark(#a11,#f99)}.chip{border:1px solid #8888;border-radius:1rem;padding:.1rem .7rem;margin:.3rem .4rem 0 0;display:inline-block;background:none;color:inherit;font:inherit;text-align:start}button.chip{min-height:2rem;cursor:pointer}
dl{font-size:.85rem}dt:not(:empty){font-weight:600;margin-top:.4rem}dd{margin:0}.who{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}form{display:flex;gap:.5rem}input{flex:1;min-width:0;font:inherit;padding:.4rem}form button{font:inherit;padding:.4rem .8rem}#chat{position:sticky;top:1rem;max-height:calc(100vh - 2rem);overflow:auto;align-self:start}#jump{display:none}
@media(max-width:50rem){body{grid-template-columns:minmax(0,1fr)}#chat{position:static;max-height:none}#jump{display:inline-block;padding:.35rem 0}}`;

// A part that is read again keeps what was open in it; of two readings at once the later one counts.
const script = `const part=(id)=>document.getElementById(id);
const lost="The page is no longer served. Start the command again, then reload.";
const asked={};
const open=(of)=>[...of.querySelectorAll("details[open]>summary")].map((one)=>one.textContent);
const fill=async(id)=>{const turn=asked[id]=(asked[id]??0)+1;
let html;try{const answer=await fetch("/"+id);html=await answer.text();if(!answer.ok)throw Error(html)}catch(error){part("trouble").textContent=error instanceof TypeError?lost:error.message;return}
if(turn!==asked[id])return;const before=open(part(id));part(id).innerHTML=html;part("trouble").textContent="";
for(const one of part(id).querySelectorAll("summary"))if(before.includes(one.textContent))one.parentElement.open=true};
const reload=()=>{fill("article");fill("lines")};
const changes=new EventSource("/changes");changes.onmessage=reload;changes.onerror=()=>{part("trouble").textContent=lost};changes.onopen=reload;
const say=async(body)=>{part("talk").inert=true;part("talk").setAttribute("aria-busy","true");
try{const answer=await fetch("/say",{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify(body)});const html=await answer.text();if(!answer.ok)throw Error(html);
for(const old of part("talk").querySelectorAll("button"))old.disabled=true;part("talk").insertAdjacentHTML("beforeend",html);part("text").value=""}
catch(error){part("talk").append(error instanceof TypeError?lost:error.message)}
part("talk").inert=false;part("talk").removeAttribute("aria-busy");part("text").focus();part("say").scrollIntoView({block:"nearest"})};
part("say").onsubmit=(event)=>{event.preventDefault();const text=part("text").value;if(text.trim())say({text})};
part("talk").onclick=({target})=>{if(target.dataset.choice)say({choice:Number(target.dataset.choice),text:target.textContent})};`;

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

export const authorPagePolicy = `default-src 'none'; connect-src 'self'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The frame of the page; its parts are fetched, and again when files change. */
export function authorPage(id: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(id)}</title><style>${style}</style></head><body>
<main><p id="trouble" class="fault" role="alert"></p><a id="jump" href="#chat">Try it below</a><section id="article" aria-label="The article"></section><section id="lines" aria-label="Own lines"><h2>Own lines</h2><p>Reading them …</p></section></main>
<aside id="chat" aria-label="Try it"><h2>Try it</h2><p>A conversation with the article as it is saved. Reload the page to begin a new one.</p><div id="talk" role="log" aria-label="The conversation"></div><form id="say"><input id="text" autocomplete="off" aria-label="Message" placeholder="What people would write"><button>Send</button></form></aside>
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

/** In place of the lines, while files have faults. */
export const unreadLinesHtml = "<h2>Own lines</h2><p>They are read as soon as no file has a fault.</p>";

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
export function turnHtml(turn: { text: string; reply: Reply | null; why: readonly ExplainedRow[] | null }): string {
  const { text, reply, why } = turn;
  const button = (label: string, at: number): string => `<button class="chip" data-choice="${at}">${label}</button>`;
  const rows = why?.map(([layer, found]) => `<dt>${escapeHtml(layer)}</dt><dd>${escapeHtml(found)}</dd>`).join("");
  const reason = rows === undefined ? "" : `<details><summary>Why it was read so</summary><dl>${rows}</dl></details>`;
  const said = `<div class="said mine"><span class="who">You: </span>${escapeHtml(text)}</div>`;
  return `${said}${reason}${reply ? replyHtml(reply, button) : ""}`;
}
