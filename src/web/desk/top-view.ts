import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Alerts } from "./alerts.ts";
import { signOut, signOutEverywhere } from "./desk-call.ts";
import { button, element, fill } from "./element.ts";
import icon from "./icon.svg";
import { openChooser } from "./chooser.ts";
import { awayDialog } from "./away-dialog.ts";
import type { ChoosePresence } from "./idle-timer.ts";
import { menu } from "./menu.ts";
import { presenceOf } from "./presence-words.ts";
import type { PresenceState } from "./shapes.ts";
import type { State, Store } from "./state.ts";
import { symbol } from "./symbols.ts";

const states: readonly PresenceState[] = ["online", "away", "offline"];

/** The band at the top: who I am, whether I am there, how I want to be called. */
export function topView({
  store,
  alerts,
  choose,
  open,
}: {
  store: Store;
  alerts: Alerts;
  choose: ChoosePresence;
  open: (id: string) => void;
}): HTMLElement {
  const mine = element("div", { class: "mine" });
  const named = element("div", { class: "mentions" });
  const drawMentions = ({ mentions }: State, before: State): void => {
    if (mentions === before.mentions) return;
    const show = (): void => mentionsChooser(mentions, open);
    fill(named, mentions.length > 0 && button(words.mentions(mentions.length), show, { "data-key": "mentions" }));
  };
  store.listen(drawMentions);
  let drawn = "";
  const draw = ({ me, agents }: State): void => {
    const mySelf = agents.find(({ login }) => login === me);
    const state = mySelf?.state ?? "offline";
    const standing = mySelf ? presenceOf(mySelf) : words.presence.offline;
    if (drawn === me + standing) return;
    drawn = me + standing;
    const items = [
      ...states.map((one) => ({ label: words.presence[one], act: () => choose(one) })),
      { label: words.awayUntilAsk, act: () => awayDialog((until) => choose("away", until)) },
      { label: words.signOut, act: () => void leave(signOut()) },
      { label: words.signOutEverywhere, act: () => void leave(signOutEverywhere()) },
    ];
    const label = element("span", {}, mySelf?.name ?? me, element("span", { class: "own-state" }, ` · ${standing}`));
    const made = menu(label, items, { appearance: "subtle", "data-key": "me" });
    fill(mine, element("span", { class: "dot", "data-state": state, "aria-hidden": "true" }), made);
  };
  store.listen(draw);
  draw(store.get());
  return element(
    "header",
    { class: "top" },
    element("img", { src: icon, alt: "", width: 28, height: 28 }),
    element("h1", {}, words.name),
    store.get().role === "lead" && element("a", { class: "to-reports", href: "/desk/reports" }, words.reports),
    named,
    bellsView(alerts),
    mine,
  );
}

/** How I want to be called. */
function bellsView(alerts: Alerts): HTMLElement {
  const bells = element("div", { class: "bells" });
  const drawBells = (): void =>
    fill(
      bells,
      alerts.mayAsk() &&
        button(words.notify, () => void alerts.ask().then(drawBells), {
          appearance: "subtle",
          class: "notify",
          "data-key": "notify",
        }),
      soundButton(alerts, drawBells),
    );
  drawBells();
  return bells;
}

function soundButton(alerts: Alerts, onChange: () => void): HTMLElement {
  const isOn = alerts.sound();
  const turn = (): void => {
    alerts.setSound(!isOn);
    onChange();
  };
  const made = button("", turn, { appearance: "subtle", class: "sound", "data-key": "sound" });
  const label = element("span", { class: "label" }, isOn ? words.soundOn : words.soundOff);
  made.replaceChildren(symbol(isOn ? "sound-on" : "sound-off"), label);
  made.setAttribute("aria-pressed", String(isOn));
  return made;
}

/** The notes that name me, to open their cases. */
function mentionsChooser(mentions: State["mentions"], open: (id: string) => void): void {
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
}

/** Shows the sign-in page, or leads to the provider, which leads back to it. */
async function leave(signedOut: Promise<string | null>): Promise<void> {
  const leaveTo = await signedOut.catch(() => null);
  if (leaveTo === null) location.reload();
  else location.assign(leaveTo);
}
