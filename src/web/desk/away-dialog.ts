import { html, type TemplateResult } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Asks until when the agent is away: after some minutes, or at a time of the day, which may be tomorrow's. */
export function awayDialog(choose: (until: Date) => void): void {
  const at = createRef<HTMLInputElement>();
  const done = (until: Date): void => {
    choose(until);
    dialog.close();
  };
  const confirm = (): void => {
    const time = at.value?.value ?? "";
    if (time === "") at.value?.focus();
    else done(nextTime(time));
  };
  const preset = (minutes: number): TemplateResult =>
    button(words.awayFor(minutes), () => done(new Date(Date.now() + minutes * minuteMs)));
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog" aria-labelledby="away-title">
        <h2 id="away-title">${words.awayUntilTitle}</h2>
        <div class="presets">${[15, 30, 60, 120].map(preset)}</div>
        <label for="away-at">${words.awayAt}</label>
        <input type="time" id="away-at" class="field" ${ref(at)} />
        <div class="foot">
          ${button(words.cancel, () => dialog.close())}
          ${button(words.awayConfirm, confirm, { appearance: "primary", id: "away-confirm" })}
        </div>
      </dialog>
    `,
  );
}

/** The next moment at which the clock shows this; `time` such as 14:30. */
function nextTime(time: string): Date {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const today = new Date();
  today.setHours(hours, minutes, 0, 0);
  return today.getTime() > Date.now() ? today : new Date(today.getTime() + dayMs);
}
