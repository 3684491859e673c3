import { html, type TemplateResult } from "lit/html.js";

import { element } from "./element.ts";

/** A moment as the reader writes it: the time alone where it is today. `at` is ISO 8601. */
export function moment(at: string): TemplateResult {
  return html`<time datetime=${at}>${shown(at)}</time>`;
}

/** The same as an element, for the reports. */
export function clock(at: string): HTMLElement {
  return element("time", { datetime: at }, shown(at));
}

function shown(at: string): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday
    ? time.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })
    : time.toLocaleString([], { dateStyle: "short", timeStyle: "short" });
}
