import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { button, element, fill } from "./element.ts";
import { caseRow } from "./case-row.ts";
import { type View, views } from "./shapes.ts";
import { casesOf, statusToLoad, type State, type Store } from "./state.ts";

/** The left side: search, tabs, and the cases with who waits longest for an answer at the top. */
export function queueView({ store, actions }: { store: Store; actions: Actions }): HTMLElement {
  const tablist = element("div", { class: "tabs", role: "tablist", "aria-label": words.queue });
  const list = element("ul", { class: "cases", id: "cases", role: "list" });
  const draw = (state: State): void => {
    tablist.hidden = state.found !== null;
    fill(tablist, ...views.map((tab) => tabButton(state, store, tab)));
    fill(list, ...rows(state, actions));
  };
  store.listen(draw);
  draw(store.get());
  return element("nav", { class: "queue", "aria-label": words.queue }, searchField(store, actions), tablist, list);
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
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void actions.search(field.value).catch(() => store.change({ found: [] })), 200);
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

/** How many cases a view holds, also those that are not loaded; the closed ones are not counted. */
function countIn(state: State, tab: View): string {
  const { waiting, active } = state.totals;
  const loaded = casesOf(state, tab).length;
  const inAll = tab === "waiting" ? waiting : tab === "all" ? waiting + active : 0;
  return tab === "closed" ? "" : String(Math.max(inAll, loaded));
}

function tabButton(state: State, store: Store, tab: View): HTMLElement {
  const count = countIn(state, tab);
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
    count !== "" && element("span", { class: "count" }, count),
  );
}

function rows(state: State, actions: Actions): HTMLElement[] {
  const shown = state.found ?? casesOf(state, state.tab);
  const said =
    state.found === null
      ? shown.length === 0 && state.trouble === null
        ? words.empty[state.tab]
        : null
      : words.found(shown.length);
  const note = said === null ? [] : [element("li", { class: "empty" }, said)];
  const goesOn = state.found !== null ? state.more.found !== null : statusToLoad(state) !== undefined;
  const older = goesOn
    ? [
        element(
          "li",
          { class: "older" },
          button(words.older, () => void actions.older().catch(() => undefined), { "data-key": "older" }),
        ),
      ]
    : [];
  return [
    ...note,
    ...shown.map((one) =>
      element(
        "li",
        {},
        caseRow(state, one, () => void actions.open(one.id)),
      ),
    ),
    ...older,
  ];
}
