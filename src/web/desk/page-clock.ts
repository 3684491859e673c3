import { html, type TemplateResult } from "lit/html.js";

// Made once: to make one costs far more than to use it, and every line of a conversation shows its time.
const timeOfDay = new Intl.DateTimeFormat([], { hour: "numeric", minute: "2-digit" });
const shortDay = new Intl.DateTimeFormat([], { dateStyle: "short", timeStyle: "short" });
const longDay = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });

/** A moment as the reader writes it: the time alone where it is today. `at` is ISO 8601. */
export function clock(at: string): TemplateResult {
  return html`<time datetime=${at}>${shortMoment(at)}</time>`;
}

/** A moment with its day, in words. */
export function longMoment(at: string): string {
  return longDay.format(new Date(at));
}

function shortMoment(at: string): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  return (isToday ? timeOfDay : shortDay).format(time);
}
