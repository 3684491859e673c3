import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button, element } from "./element.ts";
import type { Detail } from "./shapes.ts";

/**
 * Asks which words go, says that they go for good, and where else they may stand, then takes them out. Whatever is
 * marked on the page stands there already.
 */
export function redactDialog({ id, outside }: Detail, redact: (words: string) => void): void {
  const marked = String(getSelection() ?? "").trim();
  const field = element("input", {
    id: "redact-words",
    class: "field",
    maxlength: 500,
    value: marked,
    required: true,
    "aria-describedby": "redact-explained",
  });
  const elsewhere = outside
    .filter(({ known }) => known)
    .map(({ title }) => title)
    .join(", ");
  const done = (): void => dialog.close();
  const confirm = (): void => {
    const chosen = field.value.trim();
    if (chosen === "") return field.focus();
    redact(chosen);
    done();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    // Or the same key would press the button that has the focus again when the dialog is gone.
    event.preventDefault();
    confirm();
  });
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog", "aria-labelledby": "redact-title", onclose: () => dialog.remove() },
    element("h2", { id: "redact-title" }, words.redactTitle(id)),
    element("label", { for: "redact-words" }, words.redactWords),
    field,
    element(
      "p",
      { id: "redact-explained" },
      words.redactExplained,
      elsewhere === "" ? "" : ` ${words.redactElsewhere(elsewhere)}`,
    ),
    element(
      "div",
      { class: "foot" },
      button(words.cancel, done),
      button(words.redactConfirm, confirm, { appearance: "primary", id: "redact-confirm" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
