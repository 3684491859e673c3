import { html, type TemplateResult } from "lit/html.js";
import { live } from "lit/directives/live.js";

import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { type Choice, type Filter, filters, type Report } from "./report-shapes.ts";

const presets = [7, 30, 90];

/** The filters; `choose` is called with each new choice. */
export function filterForm(choice: Choice, report: Report | null, choose: (choice: Choice) => void): TemplateResult {
  const change = (name: keyof Choice) => (event: Event) =>
    choose({ ...choice, [name]: (event.target as HTMLInputElement).value });
  const preset = (days: number): TemplateResult =>
    html`<button type="button" @click=${() => choose({ ...choice, ...lastDays(days) })}>
      ${words.lastDays(days)}
    </button>`;
  const day = (name: "from" | "to"): TemplateResult =>
    html`<div class="filter">
      <label for=${name}>${words[name]}</label>
      <input id=${name} type="date" required .value=${live(choice[name])} @change=${change(name)} />
    </div>`;
  return html`<form class="filters" aria-label=${words.filters} @submit=${(event: Event) => event.preventDefault()}>
    <div class="presets">${presets.map(preset)}</div>
    ${day("from")} ${day("to")} ${filters.map((name) => selection(name, choice[name], report, change(name)))}
  </form>`;
}

const headings: Readonly<Record<Filter, string>> = {
  channel: words.channel,
  article: words.article,
  device: words.device,
  language: words.spoken,
  status: words.liveStatus,
};

function selection(
  name: Filter,
  chosen: string,
  report: Report | null,
  change: (event: Event) => void,
): TemplateResult {
  const known = report?.choices[name] ?? [];
  const values = chosen === "" || known.includes(chosen) ? known : [...known, chosen];
  const nameOf = (value: string): string =>
    name === "channel"
      ? (deskEn.channels[value] ?? value)
      : name === "status"
        ? (words.liveStatuses[value as keyof typeof words.liveStatuses] ?? value)
        : (report?.titles[value] ?? value);
  return selectField({ id: name, label: headings[name], chosen, change }, [
    ["", words.all],
    ...values.map((value) => [value, nameOf(value)] as const),
  ]);
}

/** A choice of one value, by their names. */
export function selectField(
  field: { id: string; label: string; chosen: string; change: (event: Event) => void },
  values: readonly (readonly [value: string, name: string])[],
): TemplateResult {
  const { id, label, chosen, change } = field;
  return html`<div class="filter">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${change}>
      ${values.map(
        ([value, name]) => html`<option value=${value} .selected=${live(value === chosen)}>${name}</option>`,
      )}
    </select>
  </div>`;
}

/** The days up to today, as this browser's clock has it. */
export function lastDays(days: number): { from: string; to: string } {
  const dayBefore = (count: number): string => {
    const at = new Date();
    at.setDate(at.getDate() - count);
    return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  return { from: dayBefore(days - 1), to: dayBefore(0) };
}
