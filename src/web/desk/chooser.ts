import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { element, fill } from "./element.ts";

/** What can be chosen. `keys`: its shortcut; `preview`: shown while it is the one at hand. */
export type Choosable = { label: string; keys?: string | undefined; preview?: string | undefined; act: () => void };

export type ChooserOptions = {
  title: string;
  placeholder: string;
  /** Said where nothing matches. */
  nothing: string;
  items: readonly Choosable[];
  /** Stands below the list. */
  foot?: HTMLElement | false;
  /** Closed without a choice. */
  onCancel?: () => void;
};

type Parts = {
  options: ChooserOptions;
  field: HTMLInputElement;
  list: HTMLElement;
  preview: HTMLElement;
  /** How many match, for screen readers. */
  count: HTMLElement;
  dialog: HTMLDialogElement;
  /** What matches, and the place of the one at hand. */
  found: { items: readonly Choosable[]; at: number };
};

/** A dialog to search in and choose from, by keyboard or mouse: a combobox with its list always open. */
export function openChooser(options: ChooserOptions): void {
  const { title, placeholder, items, onCancel } = options;
  const field = element("input", {
    class: "field",
    type: "text",
    role: "combobox",
    "aria-label": title,
    "aria-expanded": "true",
    "aria-controls": "chooser-list",
    "aria-autocomplete": "list",
    autocomplete: "off",
    placeholder,
  });
  const list = element("ul", { id: "chooser-list", class: "chooser-list", role: "listbox", "aria-label": title });
  const preview = element("p", { class: "preview", "aria-live": "polite" });
  const count = element("p", { class: "unseen", role: "status" });
  const onclose = (): void => {
    dialog.remove();
    if (dialog.returnValue !== "chosen") onCancel?.();
  };
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog chooser", "aria-label": title, onclose },
    field,
    list,
    preview,
    count,
    options.foot,
  );
  const parts: Parts = { options, field, list, preview, count, dialog, found: { items, at: 0 } };
  listen(parts);
  document.body.append(dialog);
  dialog.showModal();
  draw(parts);
}

function choose({ dialog }: Parts, item: Choosable | undefined): void {
  if (!item) return;
  dialog.close("chosen");
  item.act();
}

function draw(parts: Parts): void {
  const { options, field, list, preview, found } = parts;
  const none = { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" };
  const shown = found.items.map((item, index) => option(parts, item, index));
  fill(list, ...(shown.length > 0 ? shown : [element("li", none, options.nothing)]));
  preview.textContent = found.items[found.at]?.preview ?? "";
  preview.hidden = preview.textContent === "";
  field.setAttribute("aria-activedescendant", shown.length > 0 ? `choice-${found.at}` : "");
  shown[found.at]?.scrollIntoView({ block: "nearest" });
}

function option(parts: Parts, item: Choosable, index: number): HTMLElement {
  const isAtHand = String(index === parts.found.at);
  return element(
    "li",
    { id: `choice-${index}`, role: "option", "aria-selected": isAtHand, onclick: () => choose(parts, item) },
    element("span", {}, item.label),
    item.keys && element("kbd", {}, item.keys),
  );
}

function listen(parts: Parts): void {
  const { options, field, found } = parts;
  field.addEventListener("input", () => {
    const asked = field.value.toLowerCase().split(/\s+/);
    found.items = options.items.filter(({ label, preview = "" }) =>
      asked.every((word) => `${label} ${preview}`.toLowerCase().includes(word)),
    );
    found.at = 0;
    draw(parts);
    parts.count.textContent = found.items.length === 0 ? options.nothing : words.choices(found.items.length);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      found.at = (found.at + step + found.items.length) % Math.max(1, found.items.length);
      draw(parts);
    }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    choose(parts, found.items[found.at]);
  });
}
