import { html, nothing, render, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call, Refused } from "../desk-call.ts";
import { clock } from "../page-clock.ts";
import type { TalkLine } from "./report-shapes.ts";

/** `lines`: null while none is loaded; `earlier`: what leads to those before them; `fault`: why there are none. */
type ShownTalk = { lines: readonly TalkLine[] | null; earlier: string | null; fault: string | null };

/** Opens the talk for reading. That it was read stands in the audit log. */
export function openTalk(id: string): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog wide";
  dialog.setAttribute("aria-labelledby", "talk-title");
  dialog.addEventListener("close", () => dialog.remove());
  let talk: ShownTalk = { lines: null, earlier: null, fault: null };
  const show = (next: ShownTalk): void => {
    talk = next;
    render(talkView(talk, { more: () => void more(), close: () => dialog.close() }), dialog);
  };
  const more = async (): Promise<void> => show(await withEarlier(id, talk));
  show(talk);
  document.body.append(dialog);
  dialog.showModal();
  void more();
}

/** The talk with the newest lines, or with those that came before the lines that are shown. */
async function withEarlier(id: string, { lines, earlier: before }: ShownTalk): Promise<ShownTalk> {
  const query = new URLSearchParams({ id, ...(before !== null && { before }) });
  try {
    const path = `/talk?${query}`;
    const { transcript, earlier } = await call<{ transcript: TalkLine[]; earlier: string | null }>("GET", path);
    return { lines: [...transcript, ...(lines ?? [])], earlier, fault: null };
  } catch (cause) {
    const status = cause instanceof Refused ? cause.status : 0;
    const fault = status === 403 ? words.talkRedacted : status === 404 ? words.talkGone : words.failed;
    return { lines: [], earlier: null, fault };
  }
}

function talkView(
  { lines, earlier, fault }: ShownTalk,
  { more, close }: Record<"more" | "close", () => void>,
): TemplateResult {
  return html`<h2 id="talk-title">${words.talk}</h2>
    <p class="soft">${words.talkNoted}</p>
    <div class="talk" tabindex="0" role="region" aria-label=${words.talk}>
      ${earlier === null ? nothing : html`<button type="button" @click=${more}>${words.earlier}</button>`}
      ${fault ?? (lines === null ? words.loading : repeat(lines, ({ seq }) => seq, lineView))}
    </div>
    <div class="foot">
      <fluent-button role="button" id="talk-close" @click=${close}>${words.close}</fluent-button>
    </div>`;
}

function lineView({ from, text, at }: TalkLine): TemplateResult {
  return html`<article class="line" data-from=${from}>
    <p class="speaker">${deskEn.speakers[from]} ${clock(at)}</p>
    <p class="words">${from === "assistant" ? text.replaceAll("**", "") : text}</p>
  </article>`;
}
