import { html, nothing, type TemplateResult } from "lit/html.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { call } from "./desk-call.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";
import { clock, longMoment } from "./page-clock.ts";
import type { Line, PersonHistory, Talk } from "./shapes.ts";
import { lineView } from "./transcript-view.ts";

/** What the same person had before: other cases, and talks that never became one. `id`: the case at hand. */
export function historyView({ cases, talks }: PersonHistory, id: string, actions: Actions): TemplateResult {
  const earlierCases = cases.map((one) => earlierCase(one, actions));
  const earlierTalks = html`
    <h3>${words.earlierTalks}</h3>
    <ul role="list">
      ${talks.map((one) => earlierTalk(one, id))}
    </ul>
  `;
  return html`
    <section class="history">
      <h3>${words.earlierCases}</h3>
      ${
        cases.length === 0
          ? html`<p>${words.noHistory}</p>`
          : html`<ul role="list">
              ${earlierCases}
            </ul>`
      }
      ${talks.length === 0 ? nothing : earlierTalks}
    </section>
  `;
}

function earlierCase(one: PersonHistory["cases"][number], actions: Actions): TemplateResult {
  const { id, subject, status, ended, openedAt, rating } = one;
  const end = [ended ? words.ends[ended] : words.statuses[status], ...(rating ? [words.stars(rating.score)] : [])];
  return html`
    <li>
      <fluent-button role="button" size="small" data-key="earlier-${id}" @click=${() => void actions.open(id)}
        >${id} · ${subject}</fluent-button
      >
      <span class="result">${end.join(", ")}, ${clock(openedAt)}</span>
    </li>
  `;
}

function earlierTalk(talk: Talk, id: string): TemplateResult {
  return html`
    <li>
      ${button(words.talkOf(longMoment(talk.startedAt), talk.lines), () => void showTalk(id, talk), { size: "small" })}
    </li>
  `;
}

/** A talk to read; nothing can be done in it. */
async function showTalk(id: string, { id: talk, startedAt }: Talk): Promise<void> {
  const path = `/cases/${encodeURIComponent(id)}/talks/${encodeURIComponent(talk)}`;
  const read = await call<{ transcript: Line[] }>("GET", path).catch(() => null);
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog talk-dialog" aria-labelledby="talk-title">
        <h2 id="talk-title">${words.talkTitle(longMoment(startedAt))}</h2>
        <div class="log" role="region" aria-labelledby="talk-title" tabindex="0">
          ${read?.transcript.map((line) => lineView(line)) ?? html`<p>${words.failed}</p>`}
        </div>
        <div class="foot">${button(words.ok, () => dialog.close(), { appearance: "primary" })}</div>
      </dialog>
    `,
  );
}
