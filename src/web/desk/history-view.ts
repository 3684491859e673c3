import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { call } from "./desk-call.ts";
import { button, element, fill } from "./element.ts";
import { clock } from "./page-clock.ts";
import type { Line, PersonHistory, Talk } from "./shapes.ts";
import type { State, Store } from "./state.ts";
import { lineView } from "./transcript-view.ts";

/** What the same person had before: other cases, and talks that never became one. */
export function historyView({ store, actions }: { store: Store; actions: Actions }): HTMLElement {
  const view = element("section", { class: "history" });
  const draw = ({ person, open }: State, before: State): void => {
    if (person === before.person) return;
    view.hidden = person === null;
    if (person !== null && open !== null) fill(view, ...parts(person, { id: open, actions }));
  };
  store.listen(draw);
  view.hidden = true;
  return view;
}

type Place = { id: string; actions: Actions };

function parts({ cases, talks }: PersonHistory, place: Place): HTMLElement[] {
  const earlier = cases.map(({ id, subject, status, ended, openedAt, rating }) =>
    element(
      "li",
      {},
      button(`${id} · ${subject}`, () => void place.actions.open(id), { size: "small", "data-key": `earlier-${id}` }),
      element(
        "span",
        { class: "result" },
        [ended ? words.ends[ended] : words.statuses[status], ...(rating ? [words.stars(rating.score)] : [])].join(", "),
        ", ",
        clock(openedAt),
      ),
    ),
  );
  const talk = (one: Talk): HTMLElement =>
    element(
      "li",
      {},
      button(words.talkOf(dayOf(one.startedAt), one.lines), () => void showTalk(place.id, one), { size: "small" }),
    );
  return [
    element("h3", {}, words.earlierCases),
    earlier.length > 0 ? element("ul", { role: "list" }, ...earlier) : element("p", {}, words.noHistory),
    ...(talks.length === 0
      ? []
      : [element("h3", {}, words.earlierTalks), element("ul", { role: "list" }, ...talks.map(talk))]),
  ];
}

function dayOf(at: string): string {
  return new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

/** A talk to read; nothing can be done in it. */
async function showTalk(id: string, { id: talk, startedAt }: Talk): Promise<void> {
  const path = `/cases/${encodeURIComponent(id)}/talks/${encodeURIComponent(talk)}`;
  const read = await call<{ transcript: Line[] }>("GET", path).catch(() => null);
  const lines = read?.transcript.map((line) => lineView(line)) ?? [element("p", {}, words.failed)];
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog talk-dialog", "aria-labelledby": "talk-title", onclose: () => dialog.remove() },
    element("h2", { id: "talk-title" }, words.talkTitle(dayOf(startedAt))),
    element("div", { class: "log", role: "region", "aria-labelledby": "talk-title", tabindex: 0 }, ...lines),
    element(
      "div",
      { class: "foot" },
      button(words.ok, () => dialog.close(), { appearance: "primary" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
