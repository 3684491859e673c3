import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { element } from "./element.ts";
import type { Case } from "./shapes.ts";
import { waitsFor, type State } from "./state.ts";

const minuteMs = 60_000;

/** Who it is: their name, or one that tells two guests apart. */
export function personOf({ person, id }: Pick<Case, "person" | "id">): string {
  return person || words.guest(id);
}

/** A case in a list: who, what was said last and when, what it is about, who waits. */
export function caseRow(state: State, one: Case, open: () => void): HTMLElement {
  return element(
    "button",
    {
      type: "button",
      class: "case",
      "data-key": `case-${one.id}`,
      "data-age": ageOf(one, state.now),
      "data-unread": state.news.has(one.id),
      "aria-current": state.open === one.id ? "true" : undefined,
      onclick: open,
    },
    element(
      "span",
      { class: "who" },
      element("span", { class: "person" }, personOf(one)),
      state.news.has(one.id) && element("span", { class: "news" }, words.hasNews),
      one.lastLine && element("time", { class: "age", datetime: one.lastLine.at }, age(one.lastLine.at, state.now)),
    ),
    element("span", { class: "last-words" }, lastWords(one, state)),
    element("span", { class: "about" }, `${one.subject} · ${words.channels[one.channel] ?? one.channel} · ${one.id}`),
    element(
      "span",
      { class: "badges" },
      element("span", { class: "badge", "data-reason": one.reason }, words.reasons[one.reason]),
      element("span", { class: "standing" }, standing(one, state)),
    ),
  );
}

/** Whose words they are is said of agents; the person's name stands above. */
function lastWords({ lastLine, assignee, assigneeName }: Case, { me }: State): string {
  if (!lastLine) return words.noWords;
  if (lastLine.from === "user") return lastLine.text;
  return words.saidBy(assignee === me ? words.you : (assigneeName ?? words.speakers.agent), lastLine.text);
}

function standing(one: Case, { me, now }: State): string {
  if (one.status === "waiting") return words.waits(age(one.waitingSince, now));
  if (one.status === "closed") return words.ago(age(one.closedAt ?? one.waitingSince, now));
  const who = one.assignee === me ? words.yours : words.with(one.assigneeName ?? "");
  return `${who} · ${waitsFor(one) === "desk" ? words.waitsForDesk : words.waitsForThem}`;
}

function age(since: string, now: number): string {
  return words.minutes(Math.max(0, Math.floor((now - Date.parse(since)) / minuteMs)));
}

/** How urgent the waiting is; the time itself stands there in words too. */
function ageOf({ status, waitingSince }: Case, now: number): string {
  if (status !== "waiting") return status;
  const minutes = (now - Date.parse(waitingSince)) / minuteMs;
  return minutes < 2 ? "fresh" : minutes < 5 ? "older" : "old";
}
