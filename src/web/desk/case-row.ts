import { html, nothing, type TemplateResult } from "lit/html.js";
import { ifDefined } from "lit/directives/if-defined.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Case } from "./shapes.ts";
import { readDraft } from "./drafts.ts";
import { type State, waitOf } from "./state.ts";

const minuteMs = 60_000;

/** Who it is: their name, or one that tells two guests apart. */
export function personOf({ person, id }: Pick<Case, "person" | "id">): string {
  return person || words.guest(id);
}

/** A case in a list: who, what was said last and when, what it is about, who waits. */
export function caseRow(state: State, one: Case, open: (id: string) => void): TemplateResult {
  const { id, lastLine, reason } = one;
  const isMentioning = state.mentions.some((mention) => mention.case === id);
  return html`
    <button
      type="button"
      class="case"
      data-key="case-${id}"
      data-age=${ageOf(one, state)}
      ?data-unread=${state.news.has(id)}
      aria-current=${ifDefined(state.open === id ? "true" : undefined)}
      @click=${() => open(id)}
    >
      <span class="who">
        <span class="person">${personOf(one)}</span>
        ${isMentioning ? html`<span class="news">${words.mentionsYou}</span>` : nothing}
        ${state.news.has(id) ? html`<span class="news">${words.hasNews}</span>` : nothing}
        ${lastLine ? html`<time class="age" datetime=${lastLine.at}>${age(lastLine.at, state.now)}</time>` : nothing}
      </span>
      <span class="last-words">${lastWords(one, state)}</span>
      <span class="about">${one.subject} · ${words.channels[one.channel] ?? one.channel} · ${id}</span>
      <span class="badges">
        <span class="badge" data-reason=${reason}>${words.reasons[reason]}</span>
        <span class="standing">${standing(one, state)}</span>
      </span>
    </button>
  `;
}

/** What was said last, or what is half written. Whose words they are is said of agents; the person's name stands above. */
function lastWords({ id, lastLine, assignee, assigneeName }: Case, { me, open }: State): TemplateResult | string {
  const draft = open === id ? "" : readDraft(id, "reply");
  if (draft !== "") return html`<span class="draft">${words.draft}</span> ${draft}`;
  if (!lastLine) return words.noWords;
  if (lastLine.from === "user") return lastLine.text;
  const who = assignee === me ? words.you : (assigneeName ?? words.speakers.agent);
  return words.saidBy(who, lastLine.text);
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
