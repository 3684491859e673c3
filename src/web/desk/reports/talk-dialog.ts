import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call, Refused } from "../desk-call.ts";
import { button, element } from "../element.ts";
import { clock } from "../page-clock.ts";
import type { TalkLine } from "./report-shapes.ts";

/** Opens the talk for reading. That it was read stands in the audit log. */
export function openTalk(id: string): void {
  const log = element("div", { class: "talk", tabindex: 0, role: "region", "aria-label": words.talk }, words.loading);
  const dialog = element(
    "dialog",
    { class: "dialog wide", "aria-labelledby": "talk-title", onclose: () => dialog.remove() },
    element("h2", { id: "talk-title" }, words.talk),
    element("p", { class: "soft" }, words.talkNoted),
    log,
    element(
      "div",
      { class: "foot" },
      button(words.close, () => dialog.close(), { id: "talk-close" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  void load(id, log);
}

/** The newest lines; `before` leads to those that came before the lines that are shown. */
async function load(id: string, log: HTMLElement, before: string | null = null): Promise<void> {
  const query = new URLSearchParams({ id, ...(before !== null && { before }) });
  try {
    const { transcript, earlier } = await call<{ transcript: TalkLine[]; earlier: string | null }>(
      "GET",
      `/talk?${query}`,
    );
    const shown = before === null ? [] : [...log.children].slice(1);
    const more = earlier === null ? [] : [button(words.earlier, () => void load(id, log, earlier))];
    log.replaceChildren(...more, ...transcript.map(lineView), ...shown);
  } catch (cause) {
    const status = cause instanceof Refused ? cause.status : 0;
    log.textContent = status === 403 ? words.talkRedacted : status === 404 ? words.talkGone : words.failed;
  }
}

function lineView({ from, text, at }: TalkLine): HTMLElement {
  return element(
    "article",
    { class: "line", "data-from": from },
    element("p", { class: "speaker" }, deskEn.speakers[from], " ", clock(at)),
    element("p", { class: "words" }, from === "assistant" ? text.replaceAll("**", "") : text),
  );
}
