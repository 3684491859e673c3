import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { button, element, fill } from "./element.ts";
import { type Filter, filterNames } from "./shapes.ts";
import { noFilter, type State, type Store } from "./state.ts";

type Name = Exclude<keyof Filter, "q">;

/** What cases can be filtered by, folded away until it is wanted; the words stand in a field of their own. */
export function caseFilterView({ store, actions }: { store: Store; actions: Actions }): HTMLElement {
  const summary = element("summary", {});
  const body = element("div", { class: "filter-fields" });
  const view = element("details", { class: "filter", id: "filter" }, summary, body);
  const change = (patch: Partial<Filter>): void =>
    void actions.search({ ...store.get().filter, ...patch }).catch(() => store.change({ found: noneFound }));
  let drawn = "";
  const draw = (state: State): void => {
    const { q: _, ...chosen } = state.filter;
    const on = Object.values(chosen).filter((value) => value !== "").length;
    summary.textContent = words.filtersOn(on);
    const now = JSON.stringify([chosen, state.agents.map(({ login }) => login), state.articles]);
    if (now === drawn) return;
    drawn = now;
    fill(
      body,
      ...filterNames.filter((name): name is Name => name !== "q").map((name) => field(name, state, change)),
      on > 0 && button(words.clearFilters, () => change({ ...noFilter, q: store.get().filter.q }), { size: "small" }),
    );
  };
  store.listen(draw);
  draw(store.get());
  return view;
}

export const noneFound = { cases: [], total: 0 } as const;

function field(name: Name, state: State, change: (patch: Partial<Filter>) => void): HTMLElement {
  const id = `filter-${name}`;
  const onchange = (event: Event): void => change({ [name]: (event.target as HTMLInputElement).value });
  const shared = { id, class: "field", "data-key": id, onchange };
  const control =
    name === "from" || name === "to"
      ? element("input", { ...shared, type: "date", value: state.filter[name] })
      : element(
          "select",
          shared,
          ...[["", words.anyOf[name]] as const, ...choicesOf(name, state)].map(([value, label]) =>
            element("option", { value, selected: state.filter[name] === value }, label),
          ),
        );
  return element("div", { class: "filter-field" }, element("label", { for: id }, words.filterNames[name]), control);
}

function choicesOf(
  name: Exclude<Name, "from" | "to">,
  { agents, articles }: State,
): readonly (readonly [string, string])[] {
  if (name === "status") return Object.entries(words.statuses);
  if (name === "agent") return agents.map(({ login, name: called }) => [login, called]);
  if (name === "reason") return Object.entries(words.reasons);
  if (name === "article") return articles.map(({ id, title }) => [id, title]);
  return [5, 4, 3, 2, 1].map((score) => [String(score), words.stars(score)]);
}
