import { html, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { clock } from "../page-clock.ts";
import type { Talk } from "./report-shapes.ts";
import { openTalk } from "./talk-dialog.ts";

const mostShown = 200;

/** The talks that began in these days, each to be read; null while they are not loaded. */
export function talksView(talks: readonly Talk[] | null): TemplateResult | string {
  if (talks === null) return words.loading;
  if (talks.length === 0) return words.nothing.talks;
  return html`<details>
    <summary>${words.talksShown(talks.length, talks.length === mostShown)}</summary>
    <ul class="talks">
      ${repeat(talks, ({ id }) => id, talkRow)}
    </ul>
  </details>`;
}

function talkRow({ id, channel, language, begunAt }: Talk): TemplateResult {
  return html`<li>
    <span>${clock(begunAt)} · ${deskEn.channels[channel] ?? channel} · ${language}</span>
    ${readButton(id, words.readTalk)}
  </li>`;
}

export function readButton(id: string, said: string): TemplateResult {
  return html`<button type="button" @click=${() => openTalk(id)}>${said}</button>`;
}
