import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { personOf } from "./case-row.ts";
import { closeDialog } from "./close-dialog.ts";
import { button, element, fill } from "./element.ts";
import type { State, Store } from "./state.ts";
import { symbol } from "./symbols.ts";
import { transferDialog } from "./transfer-dialog.ts";

/** The head of the case at hand: what it is about, and what can be done with it. */
export function caseHead({ store, actions }: { store: Store; actions: Actions }): HTMLElement {
  const title = element("h2", { class: "title" });
  const under = element("p", { class: "under" });
  const deeds = element("div", { class: "deeds", role: "group", "aria-label": words.more });
  const back = button(words.back, () => void actions.open(null), {
    class: "back",
    appearance: "subtle",
    "icon-only": true,
    "aria-label": words.back,
    title: words.back,
  });
  back.replaceChildren(symbol("back"));
  let drawn = "";
  const draw = (state: State): void => {
    const { detail } = state;
    title.textContent = detail?.subject ?? "";
    under.textContent = detail
      ? [detail.id, personOf(detail), words.channels[detail.channel] ?? detail.channel, standing(state)].join(" · ")
      : "";
    // Drawn anew only when something else can be done: an open menu stays open.
    const now = JSON.stringify([detail?.id, detail?.status, detail?.assignee, state.agents]);
    if (now === drawn) return;
    drawn = now;
    fill(deeds, ...deedsOf(state, actions));
  };
  store.listen(draw);
  draw(store.get());
  return element("header", { class: "head" }, back, element("div", { class: "about" }, title, under), deeds);
}

function standing({ detail, me }: State): string {
  if (!detail) return "";
  if (detail.status === "closed") return detail.ended ? words.ends[detail.ended] : words.statuses.closed;
  if (detail.status === "waiting") return words.statuses.waiting;
  return detail.assignee === me ? words.yours : words.with(detail.assigneeName ?? "");
}

function deedsOf(state: State, actions: Actions): HTMLElement[] {
  const { detail, me } = state;
  if (!detail) return [];
  const close = button(words.close, () => closeDialog(detail.id, (body) => void actions.act("close", body)), {
    "data-key": "close",
  });
  if (detail.status === "waiting")
    return [
      button(words.claim, () => void actions.act("claim"), { appearance: "primary", "data-key": "claim" }),
      close,
    ];
  if (detail.status === "closed")
    return [button(words.reopen, () => void actions.act("reopen"), { "data-key": "reopen" })];
  if (detail.assignee !== me) return [];
  return [
    button(words.transfer, () => transferDialog(state, actions), { "data-key": "transfer" }),
    button(words.release, () => void actions.act("release"), { "data-key": "release" }),
    button(words.returnIt, () => void actions.act("return"), { "data-key": "return" }),
    close,
  ];
}
