import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { element } from "../element.ts";
import { type Choice, type Filter, filters, type Report } from "./report-shapes.ts";

const presets = [7, 30, 90];

/** The filters; `choose` is called with each new choice. */
export function filterForm(choice: Choice, report: Report | null, choose: (choice: Choice) => void): HTMLElement {
  const change = (name: keyof Choice) => (event: Event) =>
    choose({ ...choice, [name]: (event.target as HTMLInputElement).value });
  const day = (name: "from" | "to"): HTMLElement =>
    field(
      name,
      words[name],
      element("input", {
        id: name,
        type: "date",
        required: true,
        value: choice[name],
        "data-key": name,
        onchange: change(name),
      }),
    );
  return element(
    "form",
    { class: "filters", "aria-label": words.filters, onsubmit: (event) => event.preventDefault() },
    element(
      "div",
      { class: "presets" },
      ...presets.map((days) =>
        element(
          "button",
          { type: "button", "data-key": `last-${days}`, onclick: () => choose({ ...choice, ...lastDays(days) }) },
          words.lastDays(days),
        ),
      ),
    ),
    day("from"),
    day("to"),
    ...filters.map((name) => selection(name, choice[name], report, change(name))),
  );
}

const headings: Readonly<Record<Filter, string>> = {
  channel: words.channel,
  article: words.article,
  device: words.device,
  language: words.spoken,
  status: words.liveStatus,
};

function selection(name: Filter, chosen: string, report: Report | null, onchange: (event: Event) => void): HTMLElement {
  const known = report?.choices[name] ?? [];
  const values = chosen === "" || known.includes(chosen) ? known : [...known, chosen];
  const nameOf = (value: string): string =>
    name === "channel"
      ? (deskEn.channels[value] ?? value)
      : name === "status"
        ? (words.liveStatuses[value as keyof typeof words.liveStatuses] ?? value)
        : (report?.titles[value] ?? value);
  const option = (value: string, text: string): HTMLElement =>
    element("option", { value, selected: value === chosen }, text);
  return field(
    name,
    headings[name],
    element(
      "select",
      { id: name, "data-key": name, onchange },
      option("", words.all),
      ...values.map((value) => option(value, nameOf(value))),
    ),
  );
}

function field(id: string, label: string, control: HTMLElement): HTMLElement {
  return element("div", { class: "filter" }, element("label", { for: id }, label), control);
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
