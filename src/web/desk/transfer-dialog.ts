import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { button, element } from "./element.ts";
import { presenceOf } from "./presence-words.ts";
import type { State } from "./state.ts";

const order = { online: 0, away: 1, offline: 2 };

/** Asks to whom the case at hand goes, and for a word to them; who is there stands first. */
export function transferDialog({ agents, me, open }: State, actions: Actions): void {
  const others = agents
    .filter(({ login }) => login !== me)
    .toSorted((one, other) => order[one.state] - order[other.state]);
  const to = element(
    "select",
    { id: "transfer-to", class: "field" },
    ...others.map((agent) =>
      element("option", { value: agent.login }, words.transferTo(agent.name, presenceOf(agent).toLowerCase())),
    ),
  );
  const note = element("textarea", { id: "transfer-note", class: "field", rows: 3, maxlength: 8_000 });
  const done = (): void => dialog.close();
  const confirm = (): void => {
    const text = note.value.trim();
    void actions.act("transfer", { to: to.value, ...(text !== "" && { note: text }) });
    done();
  };
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog", "aria-labelledby": "transfer-title", onclose: () => dialog.remove() },
    element("h2", { id: "transfer-title" }, words.transferTitle(open ?? "")),
    ...(others.length === 0
      ? [element("p", {}, words.nobodyElse)]
      : [
          element("label", { for: "transfer-to" }, words.transferWho),
          to,
          element("label", { for: "transfer-note" }, words.transferNote),
          note,
        ]),
    element(
      "div",
      { class: "foot" },
      button(words.cancel, done),
      others.length > 0 && button(words.transfer, confirm, { appearance: "primary", id: "transfer-confirm" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
