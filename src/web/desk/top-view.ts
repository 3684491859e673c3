import { html, nothing, type TemplateResult } from "lit/html.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Alerts } from "./alerts.ts";
import { signOut, signOutEverywhere } from "./desk-call.ts";
import { button } from "./fluent-button.ts";
import icon from "./icon.svg";
import { openChooser } from "./chooser.ts";
import { awayDialog } from "./away-dialog.ts";
import type { ChoosePresence } from "./idle-timer.ts";
import { menu } from "./menu.ts";
import { presenceOf } from "./presence-words.ts";
import type { PresenceState } from "./shapes.ts";
import type { State } from "./state.ts";
import { symbol } from "./symbols.ts";

const states: readonly PresenceState[] = ["online", "away", "offline"];

export type TopOptions = {
  alerts: Alerts;
  choose: ChoosePresence;
  open: (id: string) => void;
  /** Draws the page anew: how I want to be called is kept by the browser, not by the store. */
  redraw: () => void;
};

/** The band at the top: who I am, whether I am there, how I want to be called. */
export function topView(state: State, { alerts, choose, open, redraw }: TopOptions): TemplateResult {
  return html`
    <header class="top">
      <img src=${icon} alt="" width="28" height="28" />
      <h1>${words.name}</h1>
      ${state.role === "lead" ? html`<a class="to-reports" href="/desk/reports">${words.reports}</a>` : nothing}
      <div class="mentions">${mentionsButton(state, open)}</div>
      <div class="bells">${alerts.mayAsk() ? notifyButton(alerts, redraw) : nothing}${soundButton(alerts, redraw)}</div>
      <div class="mine">${myself(state, choose)}</div>
    </header>
  `;
}

function myself({ me, agents }: State, choose: ChoosePresence): TemplateResult {
  const mySelf = agents.find(({ login }) => login === me);
  const standing = mySelf ? presenceOf(mySelf) : words.presence.offline;
  const label = html`<span>${mySelf?.name ?? me}<span class="own-state"> · ${standing}</span></span>`;
  const items = [
    ...states.map((one) => ({ label: words.presence[one], act: () => choose(one) })),
    { label: words.awayUntilAsk, act: () => awayDialog((until) => choose("away", until)) },
    { label: words.signOut, act: () => void leave(signOut()) },
    { label: words.signOutEverywhere, act: () => void leave(signOutEverywhere()) },
  ];
  return html`
    <span class="dot" data-state=${mySelf?.state ?? "offline"} aria-hidden="true"></span>
    ${menu(label, items)}
  `;
}

function notifyButton(alerts: Alerts, redraw: () => void): TemplateResult {
  return button(words.notify, () => void alerts.ask().then(redraw), { appearance: "subtle", class: "notify" });
}

function soundButton(alerts: Alerts, redraw: () => void): TemplateResult {
  const isOn = alerts.sound();
  const turn = (): void => {
    alerts.setSound(!isOn);
    redraw();
  };
  return html`
    <fluent-button role="button" appearance="subtle" class="sound" aria-pressed=${isOn} @click=${turn}>
      ${symbol(isOn ? "sound-on" : "sound-off")}
      <span class="label">${isOn ? words.soundOn : words.soundOff}</span>
    </fluent-button>
  `;
}

/** The notes that name me, to open their cases. */
function mentionsButton({ mentions }: State, open: (id: string) => void): TemplateResult | typeof nothing {
  if (mentions.length === 0) return nothing;
  const show = (): void =>
    openChooser({
      title: words.mentionsTitle,
      placeholder: words.search,
      nothing: words.noCommand,
      items: mentions.map((one) => ({
        label: words.mentionedBy(one.byName, one.case),
        preview: one.text,
        act: () => open(one.case),
      })),
    });
  return button(words.mentions(mentions.length), show);
}

/** Shows the sign-in page, or leads to the provider, which leads back to it. */
async function leave(signedOut: Promise<string | null>): Promise<void> {
  const leaveTo = await signedOut.catch(() => null);
  if (leaveTo === null) location.reload();
  else location.assign(leaveTo);
}
