import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { Refused } from "./desk-call.ts";
import { button, element } from "./element.ts";
import type { Detail } from "./shapes.ts";

/** `preview` counts the words; `redact` takes them out, if they stand in that many places. */
type Redacting = { preview: (words: string) => Promise<number>; redact: (words: string, count: number) => void };

/**
 * Asks which words go, says in how many places they stand, that they go for good, and where else they may be, then takes
 * them out. Whatever is marked on the page stands there already.
 */
export function redactDialog({ id, outside }: Detail, { preview, redact }: Redacting): void {
  const marked = String(getSelection() ?? "").trim();
  const field = element("input", {
    id: "redact-words",
    class: "field",
    maxlength: 500,
    value: marked,
    required: true,
    "aria-describedby": "redact-explained",
  });
  const counted = countWords(field, preview);
  const elsewhere = outside
    .filter(({ known }) => known)
    .map(({ title }) => title)
    .join(", ");
  const done = (): void => dialog.close();
  const confirm = (): void => {
    const found = counted.now();
    if (found === null) return void counted.look();
    if (found.count === 0) return field.focus();
    redact(found.words, found.count);
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
    counted.view,
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
  void counted.look();
}

type Counted = { words: string; count: number };

/** Counts the words in the field whenever they change; `now` is null until what stands there is counted. */
function countWords(
  field: HTMLInputElement,
  preview: Redacting["preview"],
): { view: HTMLElement; look: () => Promise<void>; now: () => Counted | null } {
  const view = element("p", { id: "redact-count", role: "status" });
  let found: Counted | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const current = (): string => field.value.trim();
  const look = async (): Promise<void> => {
    const chosen = current();
    if (chosen === "") return field.focus();
    try {
      const count = await preview(chosen);
      if (chosen !== current()) return;
      found = { words: chosen, count };
      view.textContent = words.redactCount(count);
    } catch (cause) {
      view.textContent = cause instanceof Refused && cause.status === 403 ? words.redactNotYours : words.redactTooShort;
    }
  };
  field.addEventListener("input", () => {
    found = null;
    view.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(() => void look(), 250);
  });
  return { view, look, now: () => (found?.words === current() ? found : null) };
}
