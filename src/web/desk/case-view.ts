import { html, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { personOf } from "./case-row.ts";
import { closeDialog } from "./close-dialog.ts";
import { button } from "./fluent-button.ts";
import type { State } from "./state.ts";
import { symbol } from "./symbols.ts";
import { transferDialog } from "./transfer-dialog.ts";

/** The head of the case at hand: what it is about, and what can be done with it. */
export function caseHead(state: State, actions: Actions): TemplateResult {
  const { detail } = state;
  const under = detail
    ? [detail.id, personOf(detail), words.channels[detail.channel] ?? detail.channel, standing(state)].join(" · ")
    : "";
  return html`
    <header class="head">
      <fluent-button
        class="back"
        role="button"
        appearance="subtle"
        icon-only
        aria-label=${words.back}
        title=${words.back}
        @click=${() => void actions.open(null)}
        >${symbol("back")}</fluent-button
      >
      <div class="about">
        <h2 class="title">${detail?.subject}</h2>
        <p class="under">${under}</p>
      </div>
      <div class="deeds" role="group" aria-label=${words.more}>
        ${repeat(
          deedsOf(state, actions),
          // A button that stays keeps the focus.
          ({ label }) => label,
          ({ label, act, ...options }) => button(label, act, options),
        )}
      </div>
    </header>
  `;
}

function standing({ detail, me }: State): string {
  if (!detail) return "";
  if (detail.status === "closed") return detail.ended ? words.ends[detail.ended] : words.statuses.closed;
  if (detail.status === "waiting") return words.statuses.waiting;
  return detail.assignee === me ? words.yours : words.with(detail.assigneeName ?? "");
}

type Deed = { label: string; act: () => void; appearance?: "primary" };

function deedsOf(state: State, actions: Actions): Deed[] {
  const { detail, me } = state;
  if (!detail) return [];
  const act = (deed: string) => (): void => void actions.act(deed);
  const close: Deed = {
    label: words.close,
    act: () => closeDialog(detail.id, (body) => void actions.act("close", body)),
  };
  if (detail.status === "waiting") return [{ label: words.claim, act: act("claim"), appearance: "primary" }, close];
  if (detail.status === "closed") return [{ label: words.reopen, act: act("reopen") }];
  if (detail.assignee !== me) return [];
  return [
    { label: words.transfer, act: () => transferDialog(state, actions) },
    { label: words.release, act: act("release") },
    { label: words.returnIt, act: act("return") },
    close,
  ];
}
