import { element } from "./element.ts";

/** A moment as the reader writes it: the time alone where it is today. `at` is ISO 8601. */
export function clock(at: string): HTMLElement {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  const shown = isToday
    ? moment.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })
    : moment.toLocaleString([], { dateStyle: "short", timeStyle: "short" });
  return element("time", { datetime: at }, shown);
}
