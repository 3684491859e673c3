import { html } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { Refused } from "./desk-call.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";
import type { Detail } from "./shapes.ts";

/** `preview` counts the words; `redact` takes them out, if they stand in that many places. */
type Redacting = { preview: (words: string) => Promise<number>; redact: (words: string, count: number) => void };

/**
 * Asks which words go, says in how many places they stand, that they go for good, and where else they may be, then takes
 * them out. Whatever is marked on the page stands there already.
 */
export function redactDialog({ id, outside }: Detail, { preview, redact }: Redacting): void {
  const marked = String(getSelection() ?? "").trim();
  const field = createRef<HTMLInputElement>();
  const counter = createWordCounter({ field: () => field.value ?? null, preview, redraw: () => dialog.draw() });
  const confirm = (): void => {
    const found = counter.found();
    if (found === null) return void counter.count();
    if (found.count === 0) return field.value?.focus();
    redact(found.words, found.count);
    dialog.close();
  };
  const onkeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    // Or the same key would press the button that has the focus again when the dialog is gone.
    event.preventDefault();
    confirm();
  };
  const elsewhere = outside.filter(({ known }) => known).map(({ title }) => title);
  const alsoThere = elsewhere.length === 0 ? "" : ` ${words.redactElsewhere(elsewhere.join(", "))}`;
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog" aria-labelledby="redact-title">
        <h2 id="redact-title">${words.redactTitle(id)}</h2>
        <label for="redact-words">${words.redactWords}</label>
        <input
          id="redact-words"
          class="field"
          maxlength="500"
          value=${marked}
          required
          aria-describedby="redact-explained"
          ${ref(field)}
          @input=${counter.oninput}
          @keydown=${onkeydown}
        />
        <p id="redact-count" role="status">${counter.said()}</p>
        <p id="redact-explained">${words.redactExplained}${alsoThere}</p>
        <div class="foot">
          ${button(words.cancel, () => dialog.close())}
          ${button(words.redactConfirm, confirm, { appearance: "primary", id: "redact-confirm" })}
        </div>
      </dialog>
    `,
  );
  void counter.count();
}

type Counted = { words: string; count: number };

type WordCounter = {
  oninput: () => void;
  count(): Promise<void>;
  /** What was counted; null until what stands in the field is. */
  found(): Counted | null;
  /** That, in words. */
  said(): string;
};

type WordCounterOptions = {
  field: () => HTMLInputElement | null;
  preview: Redacting["preview"];
  redraw: () => void;
};

/** How long after the last letter words are counted. */
const countAfterMs = 250;

/** Counts the words in the field whenever they change. */
function createWordCounter({ field, preview, redraw }: WordCounterOptions): WordCounter {
  let found: Counted | null = null;
  let said = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const current = (): string => field()?.value.trim() ?? "";
  const show = (counted: Counted | null, text: string): void => {
    [found, said] = [counted, text];
    redraw();
  };
  const count = async (): Promise<void> => {
    const chosen = current();
    if (chosen === "") return field()?.focus();
    try {
      const counted = await preview(chosen);
      if (chosen === current()) show({ words: chosen, count: counted }, words.redactCount(counted));
    } catch (cause) {
      const isOthers = cause instanceof Refused && cause.status === 403;
      show(null, isOthers ? words.redactNotYours : words.redactTooShort);
    }
  };
  return {
    count,
    oninput() {
      show(null, "");
      clearTimeout(timer);
      timer = setTimeout(() => void count(), countAfterMs);
    },
    found: () => (found?.words === current() ? found : null),
    said: () => said,
  };
}
