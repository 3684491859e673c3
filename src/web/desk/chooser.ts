import { element, fill } from "./element.ts";

/** What can be chosen. `keys`: its shortcut; `preview`: shown while it is the one at hand. */
export type Choosable = { label: string; keys?: string | undefined; preview?: string | undefined; act: () => void };

export type ChooserOptions = {
  title: string;
  placeholder: string;
  /** Said where nothing matches. */
  nothing: string;
  items: readonly Choosable[];
  /** Closed without a choice. */
  onCancel?: () => void;
};

/** A dialog to search in and choose from, by keyboard or mouse: a combobox with its list always open. */
export function openChooser({ title, placeholder, nothing, items, onCancel }: ChooserOptions): void {
  let shown = items;
  let at = 0;
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
  const choose = (item: Choosable | undefined): void => {
    if (!item) return;
    dialog.returnValue = "chosen";
    dialog.close();
    item.act();
  };
  const draw = (): void => {
    fill(
      list,
      ...(shown.length > 0
        ? shown.map(option)
        : [
            element(
              "li",
              { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" },
              nothing,
            ),
          ]),
    );
    preview.textContent = shown[at]?.preview ?? "";
    preview.hidden = preview.textContent === "";
    field.setAttribute("aria-activedescendant", shown.length > 0 ? `choice-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const option = (item: Choosable, index: number): HTMLElement =>
    element(
      "li",
      { id: `choice-${index}`, role: "option", "aria-selected": String(index === at), onclick: () => choose(item) },
      element("span", {}, item.label),
      item.keys && element("kbd", {}, item.keys),
    );
  field.addEventListener("input", () => {
    const asked = field.value.toLowerCase().split(/\s+/);
    shown = items.filter(({ label, preview: text = "" }) =>
      asked.every((word) => `${label} ${text}`.toLowerCase().includes(word)),
    );
    at = 0;
    draw();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      at = (at + step + shown.length) % Math.max(1, shown.length);
      draw();
    }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    choose(shown[at]);
  });
  const dialog: HTMLDialogElement = element(
    "dialog",
    {
      class: "dialog chooser",
      "aria-label": title,
      onclose: () => {
        dialog.remove();
        if (dialog.returnValue !== "chosen") onCancel?.();
      },
    },
    field,
    list,
    preview,
  );
  document.body.append(dialog);
  dialog.showModal();
  draw();
}
