import { html } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";

const ends = ["resolved", "unsolved", "no-answer", "duplicate"] as const;

/** Asks how the case ended, then closes it. */
export function closeDialog(id: string, close: (body: { reason: string; resolution: string }) => void): void {
  const reason = createRef<HTMLSelectElement>();
  const resolution = createRef<HTMLTextAreaElement>();
  const confirm = (): void => {
    close({ reason: reason.value?.value ?? ends[0], resolution: resolution.value?.value.trim() ?? "" });
    dialog.close();
  };
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog" aria-labelledby="close-title">
        <h2 id="close-title">${words.closeTitle(id)}</h2>
        <label for="close-reason">${words.closeReason}</label>
        <select id="close-reason" class="field" ${ref(reason)}>
          ${ends.map((end) => html`<option value=${end}>${words.ends[end]}</option>`)}
        </select>
        <label for="close-resolution">${words.closeResolution}</label>
        <textarea id="close-resolution" class="field" rows="3" maxlength="2000" ${ref(resolution)}></textarea>
        <div class="foot">
          ${button(words.cancel, () => dialog.close())}
          ${button(words.closeConfirm, confirm, { appearance: "primary", id: "close-confirm" })}
        </div>
      </dialog>
    `,
  );
}
