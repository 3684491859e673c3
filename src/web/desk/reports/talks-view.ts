import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { element } from "../element.ts";
import { clock } from "../page-clock.ts";
import type { Talk } from "./report-shapes.ts";
import { openTalk } from "./talk-dialog.ts";

const mostShown = 200;

/** The talks that began in these days, each to be read; null while they are not loaded. */
export function talksView(talks: readonly Talk[] | null): HTMLElement | string {
  if (talks === null) return words.loading;
  if (talks.length === 0) return words.nothing.talks;
  return element(
    "details",
    {},
    element("summary", {}, words.talksShown(talks.length, talks.length === mostShown)),
    element("ul", { class: "talks" }, ...talks.map(talkRow)),
  );
}

function talkRow({ id, channel, language, begunAt }: Talk): HTMLElement {
  return element(
    "li",
    {},
    element("span", {}, clock(begunAt), ` · ${deskEn.channels[channel] ?? channel} · ${language}`),
    readButton(id, words.readTalk),
  );
}

export function readButton(id: string, said: string): HTMLElement {
  return element("button", { type: "button", "data-key": `talk-${id}`, onclick: () => openTalk(id) }, said);
}
