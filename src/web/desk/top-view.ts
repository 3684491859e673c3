import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Alerts } from "./alerts.ts";
import { signOut, signOutEverywhere } from "./desk-call.ts";
import { button, element, fill } from "./element.ts";
import icon from "./icon.svg";
import { menu } from "./menu.ts";
import type { PresenceState } from "./shapes.ts";
import type { State, Store } from "./state.ts";

const states: readonly PresenceState[] = ["online", "away", "offline"];

/** The band at the top: who I am, whether I am there, how I want to be called. */
export function topView({
  store,
  alerts,
  choose,
}: {
  store: Store;
  alerts: Alerts;
  choose: (state: PresenceState) => void;
}): HTMLElement {
  const mine = element("div", { class: "mine" });
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
      button(alerts.sound() ? words.soundOn : words.soundOff, () => (alerts.setSound(!alerts.sound()), drawBells()), {
        appearance: "subtle",
        class: "sound",
        "data-key": "sound",
        "aria-pressed": String(alerts.sound()),
      }),
    );
  let drawn = "";
  const draw = ({ me, agents }: State): void => {
    const mySelf = agents.find(({ login }) => login === me);
    const state = mySelf?.state ?? "offline";
    if (drawn === me + state) return;
    drawn = me + state;
    const items = [
      ...states.map((one) => ({ label: words.presence[one], act: () => choose(one) })),
      { label: words.signOut, act: () => void leave(signOut()) },
      { label: words.signOutEverywhere, act: () => void leave(signOutEverywhere()) },
    ];
    const made = menu(`${mySelf?.name ?? me} · ${words.presence[state]}`, items, {
      appearance: "subtle",
      "data-key": "me",
    });
    fill(mine, element("span", { class: "dot", "data-state": state, "aria-hidden": "true" }), made);
  };
  store.listen(draw);
  draw(store.get());
  drawBells();
  return element(
    "header",
    { class: "top" },
    element("img", { src: icon, alt: "", width: 28, height: 28 }),
    element("h1", {}, words.name),
    store.get().role === "lead" && element("a", { class: "to-reports", href: "/desk/reports" }, words.reports),
    bells,
    mine,
  );
}

/** Shows the sign-in page, or leads to the provider, which leads back to it. */
async function leave(signedOut: Promise<string | null>): Promise<void> {
  const leaveTo = await signedOut.catch(() => null);
  if (leaveTo === null) location.reload();
  else location.assign(leaveTo);
}
