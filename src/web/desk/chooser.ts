import { html, nothing, type TemplateResult } from "lit/html.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";

/** What can be chosen. `keys`: its shortcut; `preview`: shown while it is the one at hand. */
export type Choosable = { label: string; keys?: string | undefined; preview?: string | undefined; act: () => void };

export type ChooserOptions = {
  title: string;
  placeholder: string;
  /** Said where nothing matches. */
  nothing: string;
  items: readonly Choosable[];
  /** Something else to do, below the list. */
  foot?: (Choosable & { id: string }) | undefined;
  /** Closed without a choice. */
  onCancel?: () => void;
};

/** What matches, the place of the one at hand, and how many they are in words, once something was searched for. */
type Found = { items: readonly Choosable[]; at: number; said: string };

/** A dialog to search in and choose from, by keyboard or mouse: a combobox with its list always open. */
export function openChooser(options: ChooserOptions): void {
  let found: Found = { items: options.items, at: 0, said: "" };
  const show = (patch: Partial<Found>): void => {
    found = { ...found, ...patch };
    dialog.draw();
    document.getElementById(choiceId(found.at))?.scrollIntoView({ block: "nearest" });
  };
  const choose = (item: Choosable | undefined): void => {
    if (!item) return;
    dialog.close("chosen");
    item.act();
  };
  const oninput = ({ target }: Event): void => {
    const items = matching(options.items, (target as HTMLInputElement).value);
    show({ items, at: 0, said: items.length === 0 ? options.nothing : words.choices(items.length) });
  };
  const onkeydown = (event: KeyboardEvent): void => {
    const { items, at } = found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      show({ at: (at + step + items.length) % Math.max(1, items.length) });
    }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    choose(items[at]);
  };
  const onclose = ({ currentTarget }: Event): void => {
    if ((currentTarget as HTMLDialogElement).returnValue !== "chosen") options.onCancel?.();
  };
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog chooser" aria-label=${options.title} @close=${onclose}>
        ${searchField(options, found, { oninput, onkeydown })}
        <ul id="chooser-list" class="chooser-list" role="listbox" aria-label=${options.title}>
          ${choices(options, found, choose)}
        </ul>
        ${previewView(found)}
        <p class="unseen" role="status">${found.said}</p>
        ${options.foot ? footView(options.foot, choose) : nothing}
      </dialog>
    `,
  );
}

const choiceId = (at: number): string => `choice-${at}`;

function matching(items: readonly Choosable[], asked: string): readonly Choosable[] {
  const askedWords = asked.toLowerCase().split(/\s+/);
  return items.filter(({ label, preview = "" }) =>
    askedWords.every((word) => `${label} ${preview}`.toLowerCase().includes(word)),
  );
}

type FieldEvents = { oninput: (event: Event) => void; onkeydown: (event: KeyboardEvent) => void };

function searchField(
  { title, placeholder }: ChooserOptions,
  { items, at }: Found,
  events: FieldEvents,
): TemplateResult {
  return html`
    <input
      class="field"
      type="text"
      role="combobox"
      aria-label=${title}
      aria-expanded="true"
      aria-controls="chooser-list"
      aria-autocomplete="list"
      aria-activedescendant=${items.length > 0 ? choiceId(at) : ""}
      autocomplete="off"
      placeholder=${placeholder}
      @input=${events.oninput}
      @keydown=${events.onkeydown}
    />
  `;
}

function choices(options: ChooserOptions, { items, at }: Found, choose: (item: Choosable) => void): unknown {
  if (items.length === 0)
    return html`<li class="empty" role="option" aria-disabled="true" aria-selected="false">${options.nothing}</li>`;
  return items.map(
    (item, index) => html`
      <li id=${choiceId(index)} role="option" aria-selected=${index === at} @click=${() => choose(item)}>
        <span>${item.label}</span>${item.keys === undefined ? nothing : html`<kbd>${item.keys}</kbd>`}
      </li>
    `,
  );
}

/** What the choice at hand would put in, read out as it changes. */
function previewView({ items, at }: Found): TemplateResult {
  const text = items[at]?.preview ?? "";
  return html`<p class="preview" aria-live="polite" ?hidden=${text === ""}>${text}</p>`;
}

function footView(item: Choosable & { id: string }, choose: (item: Choosable) => void): TemplateResult {
  return html`<div class="foot">${button(item.label, () => choose(item), { id: item.id })}</div>`;
}
