import { html, type TemplateResult } from "lit/html.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { caseFilterView } from "./case-filter-view.ts";
import { caseRow } from "./case-row.ts";
import { type Case, type Filter, type View, views } from "./shapes.ts";
import { goesOn, shownOf, type State, type Store, waitOf } from "./state.ts";
import { virtualList, type VirtualList } from "./virtual-list.ts";

type QueueOptions = { store: Store; actions: Actions };

/** How long after the last letter cases are searched for. */
const searchAfterMs = 200;

/** `view` is everything around the list, which `drawList` draws. */
export type Queue = { view: (state: State) => TemplateResult; drawList: (state: State, before: State) => void };

/** The left side: search, filters, tabs, and the cases with who waits longest for an answer at the top. */
export function createQueue({ store, actions }: QueueOptions): Queue {
  const older = (): void => void (goesOn(store.get()) && actions.older().catch(() => undefined));
  const list = virtualList({ id: "cases", label: words.queue, atEnd: older });
  const search = (patch: Partial<Filter>): void =>
    void actions
      .search({ ...store.get().filter, ...patch })
      .catch(() => store.change({ found: { cases: [], total: 0 } }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const oninput = ({ target }: Event): void => {
    clearTimeout(timer);
    timer = setTimeout(() => search({ q: (target as HTMLInputElement).value }), searchAfterMs);
  };
  const view = (state: State): TemplateResult => html`
    <nav class="queue" aria-label=${words.queue}>
      <input
        type="search"
        class="search"
        id="search"
        aria-label=${words.search}
        placeholder=${words.searchPlaceholder}
        @input=${oninput}
      />
      ${caseFilterView(state, search)}
      <div class="tabs" role="tablist" aria-label=${words.queue} ?hidden=${state.found !== null}>
        ${views.map((tab) => tabButton(state, store, tab))}
      </div>
      <p class="over-aim">${overAimIn(state)}</p>
      <p class="empty" role="status">${noteOf(state)}</p>
      ${list.view}
    </nav>
  `;
  return { view, drawList: (state, before) => drawList(list, actions, state, before) };
}

/** The cases of the chosen tab, or those that were found. */
function drawList(list: VirtualList, actions: Actions, state: State, before: State): void {
  const cases = shownOf(state);
  list.draw({
    count: cases.length,
    total: totalOf(state),
    key: (index) => cases[index]?.id ?? "",
    row: (index) => caseRow(state, cases[index] as Case, (id) => void actions.open(id)),
  });
  if (state.tab !== before.tab || (state.found === null) !== (before.found === null)) list.view.scrollTop = 0;
  const at = cases.findIndex(({ id }) => id === state.open);
  if (state.open !== before.open) list.reveal(Math.max(0, at));
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

function tabButton(state: State, store: Store, tab: View): TemplateResult {
  const isChosen = state.tab === tab;
  const move = ({ key }: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = views[(views.indexOf(tab) + step + views.length) % views.length] ?? tab;
    store.change({ tab: next });
    document.querySelector<HTMLElement>(`[data-key="tab-${next}"]`)?.focus();
  };
  return html`
    <button
      type="button"
      role="tab"
      class="tab"
      data-key="tab-${tab}"
      aria-selected=${isChosen}
      aria-controls="cases"
      tabindex=${isChosen ? 0 : -1}
      @click=${() => store.change({ tab })}
      @keydown=${move}
    >
      ${words.tabs[tab]}<span class="count">${countIn(state, tab)}</span>
    </button>
  `;
}
