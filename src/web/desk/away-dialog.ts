import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button, element } from "./element.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Asks until when the agent is away: after some minutes, or at a time of the day, which may be tomorrow's. */
export function awayDialog(choose: (until: Date) => void): void {
  const at = element("input", { type: "time", id: "away-at", class: "field" });
  const done = (until: Date): void => {
    choose(until);
    dialog.close();
  };
  const confirm = (): void => (at.value === "" ? at.focus() : done(nextTime(at.value)));
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog", "aria-labelledby": "away-title", onclose: () => dialog.remove() },
    element("h2", { id: "away-title" }, words.awayUntilTitle),
    element(
      "div",
      { class: "presets" },
      ...[15, 30, 60, 120].map((minutes) =>
        button(words.awayFor(minutes), () => done(new Date(Date.now() + minutes * minuteMs))),
      ),
    ),
    element("label", { for: "away-at" }, words.awayAt),
    at,
    element(
      "div",
      { class: "foot" },
      button(words.cancel, () => dialog.close()),
      button(words.awayConfirm, confirm, { appearance: "primary", id: "away-confirm" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** The next moment at which the clock shows this; `time` such as 14:30. */
function nextTime(time: string): Date {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const today = new Date();
  today.setHours(hours, minutes, 0, 0);
  return today.getTime() > Date.now() ? today : new Date(today.getTime() + dayMs);
}
