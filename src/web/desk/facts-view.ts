import { html, nothing, type TemplateResult } from "lit/html.js";
import { ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { call } from "./desk-call.ts";
import { button } from "./fluent-button.ts";
import { historyView } from "./history-view.ts";
import { clock, longMoment } from "./page-clock.ts";
import { redactDialog } from "./redact-dialog.ts";
import type { Detail } from "./shapes.ts";
import type { State } from "./state.ts";

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

/** `put` adds a text to the reply. */
export type FactsOptions = { actions: Actions; put: (text: string) => void };

/** The right side: all that is known, so that nobody asks the person again. On small screens it folds away. */
export function factsView({ detail, person }: State, { actions, put }: FactsOptions): TemplateResult {
  return html`
    <details class="facts" aria-label=${words.details} ?hidden=${detail === null} ${ref(unfoldWhereWide)}>
      <summary>${words.details}</summary>
      <div class="facts-body">${detail === null ? nothing : parts(detail, person, { actions, put })}</div>
    </details>
  `;
}

function parts(detail: Detail, person: State["person"], { actions, put }: FactsOptions): unknown[] {
  return [
    summary(detail),
    known(detail),
    ended(detail),
    tried(detail),
    next(detail, put),
    person === null ? nothing : historyView(person, detail.id, actions),
    elsewhere(detail, actions),
    redaction(detail, actions),
  ];
}

/** Once for the element: it is unfolded where there is room for it, also when the window changes. */
function unfoldWhereWide(details: Element | undefined): void {
  if (!(details instanceof HTMLDetailsElement)) return;
  const isWide = matchMedia("(min-width: 70rem)");
  const unfold = (): void => void (details.open = isWide.matches);
  isWide.addEventListener("change", unfold);
  unfold();
}

/** The case in two lines: what it is about and what was tried, why a person was asked for and who spoke last. */
function summary({ subject, stepsTried, reason, lastLine, person, assigneeName }: Detail): TemplateResult {
  const helped = stepsTried.some(({ result }) => result === "fixed");
  const triedSteps = stepsTried.length === 0 ? words.triedNone : words.triedSteps(stepsTried.length, helped);
  const speaker = lastLine?.from === "agent" ? (assigneeName ?? words.speakers.agent) : person || words.speakers.user;
  const last =
    lastLine && html`<p class="last">${words.summaryLast(words.reasons[reason], speaker, lastLine.text)}</p>`;
  return html`
    <section class="summary" aria-label=${words.summary}>
      <p>${words.summaryOf(subject, triedSteps)}</p>
      ${last}
    </section>
  `;
}

/** The other desks that were told of the case, or could not be. */
function elsewhere({ outside }: Detail, actions: Actions): TemplateResult | typeof nothing {
  if (outside.length === 0) return nothing;
  const standing = ({ known: has, waiting, givenUp }: Detail["outside"][number]): string =>
    [
      has ? words.outsideKnown : words.outsideUnknown,
      ...(waiting > 0 ? [words.outsideWaiting(waiting)] : []),
      ...(givenUp > 0 ? [words.outsideGivenUp(givenUp)] : []),
    ].join(", ");
  const retry = button(words.retry, () => void actions.retry(), { size: "small", id: "retry" });
  return html`
    <section class="elsewhere">
      <h3>${words.outside}</h3>
      <ul>
        ${outside.map((one) => html`<li>${one.title} ${standing(one)}</li>`)}
      </ul>
      ${outside.some(({ givenUp }) => givenUp > 0) ? retry : nothing}
    </section>
  `;
}

function redaction(detail: Detail, actions: Actions): TemplateResult {
  const ask = (): void =>
    redactDialog(detail, {
      preview: async (chosen) =>
        (await call<{ count: number }>("POST", `/cases/${encodeURIComponent(detail.id)}/redact`, { words: chosen }))
          .count,
      redact: (chosen, count) => void actions.act("redact", { words: chosen, confirm: count }),
    });
  return html` <section>${button(words.redact, ask, { size: "small", id: "redact" })}</section> `;
}

function known(detail: Detail): TemplateResult {
  const { liveStatus } = detail;
  const status =
    liveStatus.kind === "incident"
      ? `${words.liveStatuses.incident}: ${liveStatus.title ?? ""}`
      : words.liveStatuses[liveStatus.kind];
  const pairs: [string, string | null][] = [
    [words.reason, words.reasons[detail.reason]],
    [words.guide, detail.articleTitle],
    [words.device, detail.platformName ?? words.unknown],
    [words.channel, words.channels[detail.channel] ?? detail.channel],
    [words.spoken, languageNames.of(detail.language) ?? detail.language],
    [words.contact, detail.contact],
    // No link: the browser of a stranger says it.
    [words.page, detail.page],
    [words.liveStatus, status],
    [
      words.opened,
      [longMoment(detail.openedAt), ...(detail.reopened > 0 ? [words.reopened(detail.reopened)] : [])].join(", "),
    ],
  ];
  const pair = ([name, value]: [string, string | null]): TemplateResult | typeof nothing => {
    if (value === null) return nothing;
    return html`
      <dt>${name}</dt>
      <dd>${value}</dd>
    `;
  };
  return html`<dl class="known">${pairs.map(pair)}</dl>`;
}

function ended({ rating, resolution }: Detail): TemplateResult | typeof nothing {
  if (!rating && !resolution) return nothing;
  const rated = rating ? [words.stars(rating.score), rating.word].filter((part) => part !== "").join(" · ") : "";
  return html` <section>${titled(words.resolution, resolution ?? "")} ${titled(words.rating, rated)}</section> `;
}

function titled(title: string, text: string): TemplateResult | typeof nothing {
  if (text === "") return nothing;
  return html`
    <h3>${title}</h3>
    <p>${text}</p>
  `;
}

function tried({ stepsTried }: Detail): TemplateResult {
  const step = ({ title, result, at }: Detail["stepsTried"][number]): TemplateResult => html`
    <li>${title}<span class="result" data-result=${result}>${words.results[result]}, ${clock(at)}</span></li>
  `;
  const none = html`<p>${words.noSteps}</p>`;
  const steps = html`
    <ol class="steps">
      ${stepsTried.map(step)}
    </ol>
  `;
  return html`
    <section>
      <h3>${words.steps}</h3>
      ${stepsTried.length === 0 ? none : steps}
    </section>
  `;
}

function next({ suggestedStep }: Detail, put: (text: string) => void): TemplateResult | typeof nothing {
  if (suggestedStep === null) return nothing;
  const { title, instructions } = suggestedStep;
  const text = [title, ...instructions.map((line, at) => `${at + 1}. ${line}`)].join("\n");
  return html`
    <section class="next">
      <h3>${words.next}</h3>
      <p class="strong">${title}</p>
      <ol>
        ${instructions.map((line) => html`<li>${line}</li>`)}
      </ol>
      ${button(words.useNext, () => put(text.replaceAll("**", "")), { size: "small" })}
    </section>
  `;
}
