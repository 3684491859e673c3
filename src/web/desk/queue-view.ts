import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { caseFilterView, noneFound } from "./case-filter-view.ts";
import { element, fill } from "./element.ts";
import { caseRow } from "./case-row.ts";
import { type Case, type View, views } from "./shapes.ts";
import { goesOn, shownOf, type State, type Store, waitOf } from "./state.ts";
import { virtualList } from "./virtual-list.ts";

/** The left side: search, filters, tabs, and the cases with who waits longest for an answer at the top. */
export function queueView({ store, actions }: { store: Store; actions: Actions }): HTMLElement {
  const tablist = element("div", { class: "tabs", role: "tablist", "aria-label": words.queue });
  const overAim = element("p", { class: "over-aim" });
  const note = element("p", { class: "empty", role: "status" });
  const older = (): void => void (goesOn(store.get()) && actions.older().catch(() => undefined));
  const list = virtualList({ id: "cases", label: words.queue, atEnd: older });
  const draw = (state: State, before: State): void => {
    tablist.hidden = state.found !== null;
    fill(tablist, ...views.map((tab) => tabButton(state, store, tab)));
    overAim.textContent = overAimIn(state);
    const said = noteOf(state);
    // Set anew it would be read out again.
    if (note.textContent !== said) note.textContent = said;
    const cases = shownOf(state);
    const open = (id: string) => (): void => void actions.open(id);
    list.draw({
      count: cases.length,
      total: totalOf(state),
      key: (index) => cases[index]?.id ?? "",
      make: (index) => caseRow(state, cases[index] as Case, open(cases[index]?.id ?? "")),
    });
    if (state.tab !== before.tab || (state.found === null) !== (before.found === null)) list.view.scrollTop = 0;
    if (state.open !== before.open)
      list.reveal(
        Math.max(
          0,
          cases.findIndex(({ id }) => id === state.open),
        ),
      );
  };
  store.listen(draw);
  draw(store.get(), store.get());
  return element(
    "nav",
    { class: "queue", "aria-label": words.queue },
    searchField(store, actions),
    caseFilterView({ store, actions }),
    tablist,
    overAim,
    note,
    list.view,
  );
}

function searchField(store: Store, actions: Actions): HTMLElement {
  const field = element("input", {
    type: "search",
    class: "search",
    id: "search",
    "aria-label": words.search,
    placeholder: words.searchPlaceholder,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = (): Promise<void> =>
    actions.search({ ...store.get().filter, q: field.value }).catch(() => store.change({ found: noneFound }));
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), 200);
  });
  addEventListener("keydown", (event) => {
    const writes = event
      .composedPath()
      .some((one) => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement);
    if (event.key !== "/" || writes) return;
    event.preventDefault();
    field.focus();
  });
  return field;
}

/** How many cases a view holds, also those that are not loaded. */
function countIn({ totals, lists }: State, tab: View): number {
  if (tab === "mine") return lists.mine.length;
  const counted = tab === "all" ? totals.waiting + totals.active : totals[tab];
  return Math.max(counted, lists[tab].length);
}

function totalOf(state: State): number {
  return state.found?.total ?? countIn(state, state.tab);
}

/** How many wait longer than the desk's own aim. */
function overAimIn({ lists, now, answerWithinMs, found }: State): string {
  if (found !== null) return "";
  const count = lists.all.filter((one) => (waitOf(one, now) ?? 0) > answerWithinMs).length;
  return count === 0 ? "" : words.overAim(count, words.minutes(answerWithinMs / 60_000));
}

function noteOf(state: State): string {
  if (state.found !== null) return words.found(state.found.total);
  return state.lists[state.tab].length === 0 && state.trouble === null ? words.empty[state.tab] : "";
}

function tabButton(state: State, store: Store, tab: View): HTMLElement {
  const isChosen = state.tab === tab;
  const move = (event: Event): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[(event as KeyboardEvent).key];
    if (step === undefined) return;
    const next = views[(views.indexOf(tab) + step + views.length) % views.length] ?? tab;
    store.change({ tab: next });
    document.querySelector<HTMLElement>(`[data-key="tab-${next}"]`)?.focus();
  };
  return element(
    "button",
    {
      type: "button",
      role: "tab",
      class: "tab",
      "data-key": `tab-${tab}`,
      "aria-selected": String(isChosen),
      "aria-controls": "cases",
      tabindex: isChosen ? 0 : -1,
      onclick: () => store.change({ tab }),
      onkeydown: move,
    },
    words.tabs[tab],
    element("span", { class: "count" }, String(countIn(state, tab))),
  );
}
