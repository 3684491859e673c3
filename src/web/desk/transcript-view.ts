import { html, nothing, render, type TemplateResult } from "lit/html.js";
import { guard } from "lit/directives/guard.js";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { button } from "./fluent-button.ts";
import { clock } from "./page-clock.ts";
import { linkedText } from "./linked-text.ts";
import { fileView } from "./file-view.ts";
import type { Detail, Entry, Line } from "./shapes.ts";
import type { State } from "./state.ts";

/** Whoever is nearer to the end than this follows what is said; in pixels. */
const nearEnd = 80;

/**
 * The conversation with its notes and turns of hand between the lines. It has a root of its own, because the reader's
 * place is measured before it is drawn, and held after: whoever reads further up is left there, everybody else follows
 * what is said, also when the space changes.
 */
export function createTranscript(actions: Actions): { view: HTMLElement; draw: (state: State) => void } {
  const view = document.createElement("div");
  view.className = "transcript";
  let log: HTMLElement | undefined;
  let follows = true;
  let shown: Detail | null = null;
  const toEnd = (): void => {
    if (log && follows) log.scrollTop = log.scrollHeight;
  };
  const resizes = new ResizeObserver(toEnd);
  const onLog = (made: Element | undefined): void => {
    log = made as HTMLElement | undefined;
    if (made) resizes.observe(made);
  };
  const onscroll = ({ currentTarget }: Event): void => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget as HTMLElement;
    follows = scrollHeight - scrollTop - clientHeight < nearEnd;
  };
  const draw = (state: State): void => {
    const { detail } = state;
    const isOther = detail?.id !== shown?.id;
    const isAbove = !isOther && detail?.transcript[0]?.seq !== shown?.transcript[0]?.seq;
    const fromEnd = log && isAbove ? log.scrollHeight - log.scrollTop : 0;
    render(
      html`
        ${earlierButton(detail, actions)}
        <div
          class="log"
          role="log"
          aria-label=${words.conversation}
          tabindex="0"
          ${ref(onLog)}
          @scroll=${{ handleEvent: onscroll, passive: true }}
          @load=${{ handleEvent: toEnd, capture: true }}
        >
          ${guard([detail], () => itemViews(detail, actions))}
        </div>
        <p class="typing" role="status">${typingIn(state)}</p>
      `,
      view,
    );
    if (detail === shown) return;
    shown = detail;
    follows ||= isOther;
    // Earlier lines come in above: what is being read stays where it is.
    if (log && isAbove) log.scrollTop = log.scrollHeight - fromEnd;
    else toEnd();
  };
  return { view, draw };
}

function earlierButton(detail: Detail | null, actions: Actions): TemplateResult {
  const isHidden = !detail || detail.earlier === null;
  const show = (): void => void actions.earlier().catch(() => undefined);
  return button(words.earlier, show, { class: "earlier", size: "small", isHidden });
}

function typingIn({ detail, typing, now }: State): string {
  return detail !== null && (typing.get(detail.id) ?? 0) > now ? words.typing(detail.person || words.person) : "";
}

type Item = { at: string; key: string; view: TemplateResult };

/** What was said and done, in the order of time; each line keeps its elements while it is shown. */
function itemViews(detail: Detail | null, actions: Actions): unknown {
  return detail === null
    ? nothing
    : repeat(
        itemsOf(detail, actions),
        ({ key }) => key,
        ({ view }) => view,
      );
}

function itemsOf({ id, transcript, earlier, history, person }: Detail, actions: Actions): Item[] {
  const since = earlier === null ? "" : (transcript[0]?.at ?? "");
  const lines = transcript.map((line) => ({
    at: line.at,
    key: `${id} line ${line.seq}`,
    view: lineView(line, person, [(line.attachments ?? []).map(fileView), deliveryOf(line, actions)]),
  }));
  const deeds = history
    .filter(({ what, at }) => what !== "said" && at >= since)
    .map((entry) => ({
      at: entry.at,
      key: `${id} deed ${entry.id}`,
      view: entry.what === "note" ? note(entry) : deed(entry, actions),
    }));
  return [...lines, ...deeds].sort((one, other) => one.at.localeCompare(other.at));
}

/** Who said what, and when; `below` stands under the words. */
export function lineView(line: Line, person = "", below: unknown = nothing): TemplateResult {
  const edited = line.changed === "edited" ? ` · ${words.edited}` : "";
  return html`
    <article class="line" data-from=${line.from}>
      <p class="speaker">${speakerOf(line, person)} ${clock(line.at)}${edited}</p>
      <p class="words">${wordsOf(line)}</p>
      ${below}
    </article>
  `;
}

function speakerOf({ from, author }: Line, person: string): string {
  if (from === "agent") return author ?? words.speakers.agent;
  return from === "user" ? person || words.speakers.user : words.speakers.assistant;
}

/** What a guest wrote stays words: nobody is led away from the desk by a stranger. */
function wordsOf({ from, text }: Line): unknown {
  if (from === "user") return text;
  // The assistant's own signs for bold would only be in the way here.
  return linkedText(from === "assistant" ? text.replaceAll("**", "") : text);
}

/** Whether the person has it. What has not arrived can be tried again, with all else of the case that has not. */
function deliveryOf({ delivery, reason }: Line, actions: Actions): TemplateResult | typeof nothing {
  if (delivery === undefined) return nothing;
  const state = words.deliveries[delivery];
  const retry = button(words.retry, () => void actions.retry(), { size: "small" });
  return html`
    <p class="delivery" data-delivery=${delivery}>
      ${reason === undefined ? state : words.undelivered(state, reason)} ${delivery === "delivered" ? nothing : retry}
    </p>
  `;
}

function note({ whoName, text, at }: Entry): TemplateResult {
  return html`
    <article class="line" data-from="note">
      <p class="speaker">${words.note} · ${whoName} ${clock(at)}</p>
      <p class="words">${linkedText(text)}</p>
    </article>
  `;
}

/** As long as the service keeps what was removed. */
const undoWithinMs = 10 * 60_000;

/** The deeds whose text says what they were about. */
const withText = new Set(["transferred", "rated", "unreached"]);

/** While a removal of words can be undone, it offers that. */
function deed({ id, who, whoName, what, text, textName, at }: Entry, actions: Actions): TemplateResult {
  const isFresh = what === "redacted" && Date.now() - Date.parse(at) < undoWithinMs;
  const undo = button(words.undo, () => void actions.act("redact/undo", { entry: id }), { size: "small" });
  return html`
    <p class="deed">
      ${words.actors[who] ?? whoName} ${words.deeds[what] ?? what}${detailOf(what, textName ?? text)} · ${clock(at)}
      ${isFresh ? undo : nothing}
    </p>
  `;
}

function detailOf(what: string, text: string): string {
  if (what === "redacted" && text !== "") return words.alsoAt(text);
  if (what === "closed" && text !== "") return `: ${text}`;
  return withText.has(what) ? ` ${text}` : "";
}
