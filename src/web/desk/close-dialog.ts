import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button, element } from "./element.ts";

const ends = ["resolved", "unsolved", "no-answer", "duplicate"] as const;

/** Asks how the case ended, then closes it. */
export function closeDialog(id: string, close: (body: { reason: string; resolution: string }) => void): void {
  const reason = element(
    "select",
    { id: "close-reason", class: "field" },
    ...ends.map((end) => element("option", { value: end }, words.ends[end])),
  );
  const resolution = element("textarea", { id: "close-resolution", class: "field", rows: 3, maxlength: 2_000 });
  const done = (): void => dialog.close();
  const confirm = (): void => {
    close({ reason: reason.value, resolution: resolution.value.trim() });
    done();
  };
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog", "aria-labelledby": "close-title", onclose: () => dialog.remove() },
    element("h2", { id: "close-title" }, words.closeTitle(id)),
    element("label", { for: "close-reason" }, words.closeReason),
    reason,
    element("label", { for: "close-resolution" }, words.closeResolution),
    resolution,
    element(
      "div",
      { class: "foot" },
      button(words.cancel, done),
      button(words.closeConfirm, confirm, { appearance: "primary", id: "close-confirm" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
