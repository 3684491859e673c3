import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { element } from "./element.ts";
import type { Case } from "./shapes.ts";
import { readDraft } from "./drafts.ts";
import { type State, waitOf } from "./state.ts";

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
      "data-age": ageOf(one, state),
      "data-unread": state.news.has(one.id),
      "aria-current": state.open === one.id ? "true" : undefined,
      onclick: open,
    },
    element(
      "span",
      { class: "who" },
      element("span", { class: "person" }, personOf(one)),
      state.mentions.some((mention) => mention.case === one.id) &&
        element("span", { class: "news" }, words.mentionsYou),
      state.news.has(one.id) && element("span", { class: "news" }, words.hasNews),
      one.lastLine && element("time", { class: "age", datetime: one.lastLine.at }, age(one.lastLine.at, state.now)),
    ),
    lastWords(one, state),
    element("span", { class: "about" }, `${one.subject} · ${words.channels[one.channel] ?? one.channel} · ${one.id}`),
    element(
      "span",
      { class: "badges" },
      element("span", { class: "badge", "data-reason": one.reason }, words.reasons[one.reason]),
      element("span", { class: "standing" }, standing(one, state)),
    ),
  );
}

/** What was said last, or what is half written. Whose words they are is said of agents; the person's name stands above. */
function lastWords({ id, lastLine, assignee, assigneeName }: Case, { me, open }: State): HTMLElement {
  const draft = open === id ? "" : readDraft(id, "reply");
  const place = { class: "last-words" };
  if (draft !== "") return element("span", place, element("span", { class: "draft" }, words.draft), " ", draft);
  if (!lastLine) return element("span", place, words.noWords);
  if (lastLine.from === "user") return element("span", place, lastLine.text);
  const who = assignee === me ? words.you : (assigneeName ?? words.speakers.agent);
  return element("span", place, words.saidBy(who, lastLine.text));
}

function standing(one: Case, { me, now }: State): string {
  if (one.status === "waiting") return words.waits(age(one.waitingSince, now));
  if (one.status === "closed") return words.ago(age(one.closedAt ?? one.waitingSince, now));
  const who = one.assignee === me ? words.yours : words.with(one.assigneeName ?? "");
  const since = one.unansweredSince;
  // What matters most stands first: a narrow row cuts the end.
  return `${since === null ? words.waitsForThem : words.waits(age(since, now))} · ${who}`;
}

function age(since: string, now: number): string {
  return words.minutes(Math.max(0, Math.floor((now - Date.parse(since)) / minuteMs)));
}

/** How urgent the waiting is, by the desk's own aim; the time itself stands there in words too. */
function ageOf(one: Case, { now, answerWithinMs }: State): string {
  const wait = waitOf(one, now);
  if (wait === null) return one.status;
  return wait < answerWithinMs / 2 ? "fresh" : wait < answerWithinMs ? "older" : "old";
}
