import { html, nothing, type TemplateResult } from "lit/html.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button } from "./fluent-button.ts";
import { type Filter, filterNames } from "./shapes.ts";
import { noFilter, type State } from "./state.ts";

type Name = Exclude<keyof Filter, "q">;
type Change = (patch: Partial<Filter>) => void;

const names = filterNames.filter((name): name is Name => name !== "q");

/** What cases can be filtered by, folded away until it is wanted; the words stand in a field of their own. */
export function caseFilterView(state: State, change: Change): TemplateResult {
  const on = names.filter((name) => state.filter[name] !== "").length;
  const clear = button(words.clearFilters, () => change({ ...noFilter, q: state.filter.q }), { size: "small" });
  return html`
    <details class="filter" id="filter">
      <summary>${words.filtersOn(on)}</summary>
      <div class="filter-fields">${names.map((name) => field(name, state, change))} ${on > 0 ? clear : nothing}</div>
    </details>
  `;
}

function field(name: Name, state: State, change: Change): TemplateResult {
  const id = `filter-${name}`;
  const onchange = ({ target }: Event): void => change({ [name]: (target as HTMLInputElement).value });
  const isDay = name === "from" || name === "to";
  const day = html`<input id=${id} class="field" type="date" .value=${live(state.filter[name])} @change=${onchange} />`;
  return html`
    <div class="filter-field">
      <label for=${id}>${words.filterNames[name]}</label>
      ${
        isDay
          ? day
          : html`<select id=${id} class="field" @change=${onchange}>
              ${options(name, state)}
            </select>`
      }
    </div>
  `;
}

function options(name: Exclude<Name, "from" | "to">, state: State): unknown {
  return repeat(
    [["", words.anyOf[name]] as const, ...choicesOf(name, state)],
    ([value]) => value,
    ([value, label]) => html`<option value=${value} .selected=${live(state.filter[name] === value)}>${label}</option>`,
  );
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
