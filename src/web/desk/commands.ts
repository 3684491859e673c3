import { html } from "lit/html.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { personOf } from "./case-row.ts";
import { type Choosable, openChooser } from "./chooser.ts";
import { closeDialog } from "./close-dialog.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";
import { views } from "./shapes.ts";
import { shownOf, type Store } from "./state.ts";
import { transferDialog } from "./transfer-dialog.ts";

export type CommandsOptions = {
  store: Store;
  actions: Actions;
  /** Puts the cursor where the agent writes. */
  write: (mode: "reply" | "note") => void;
  /** Takes back the reply that is about to go out. */
  undoHeld: () => void;
  /** Reads out to screen readers. */
  tell: (text: string) => void;
};

/** What keys do, by the key. */
type Deeds = Readonly<Record<string, () => void>>;

/** Shortcuts of one key, where nobody is writing, and the list of commands by Ctrl+K. */
export function listenToKeys(options: CommandsOptions): void {
  const deeds = deedsOf(options);
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const isModified = event.ctrlKey || event.metaKey;
    if (isModified && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openCommands(options, deeds);
    }
    if (isModified || event.altKey || isWriting(event)) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

function isWriting(event: Event): boolean {
  return event
    .composedPath()
    .some(
      (one) =>
        one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement,
    );
}

function deedsOf(options: CommandsOptions): Deeds {
  const { store, actions, write } = options;
  const status = (): string | undefined => store.get().detail?.status;
  return {
    j: () => step(options, 1),
    k: () => step(options, -1),
    c: () => {
      if (status() === "waiting") void actions.act("claim");
    },
    e: () => {
      const { detail } = store.get();
      if (mayClose(options)) closeDialog(detail?.id ?? "", (body) => void actions.act("close", body));
    },
    n: () => write("note"),
    r: () => write("reply"),
    "/": () => document.getElementById("search")?.focus(),
    "?": showShortcuts,
  };
}

function mayClose({ store }: CommandsOptions): boolean {
  const { detail, me } = store.get();
  return detail?.status === "waiting" || (detail?.status === "active" && detail.assignee === me);
}

/** Opens the case below or above the one at hand, in the list that is shown. */
function step({ store, actions, tell }: CommandsOptions, by: 1 | -1): void {
  const state = store.get();
  const shown = shownOf(state);
  const at = shown.findIndex(({ id }) => id === state.open);
  const next = shown[at < 0 ? (by === 1 ? 0 : shown.length - 1) : at + by];
  if (!next) return;
  tell(`${personOf(next)}: ${next.subject}`);
  void actions.open(next.id);
}

function openCommands(options: CommandsOptions, deeds: Deeds): void {
  const focused = document.activeElement;
  openChooser({
    title: words.commands,
    placeholder: words.commandsPlaceholder,
    nothing: words.noCommand,
    items: commandsNow(options, deeds),
    onCancel: () => focused instanceof HTMLElement && focused.focus(),
  });
}

/** Only what can be done now. */
function commandsNow(options: CommandsOptions, deeds: Deeds): Choosable[] {
  const { store, actions, undoHeld } = options;
  const state = store.get();
  const { detail, me } = state;
  const isMine = detail?.status === "active" && detail.assignee === me;
  const byKey = (keys: string, label: string): Choosable => ({ label, keys, act: () => deeds[keys]?.() });
  const act = (deed: string, label: string): Choosable => ({ label, act: () => void actions.act(deed) });
  return [
    ...(detail?.status === "waiting" ? [byKey("c", words.shortcutKeys.c)] : []),
    ...(detail && (isMine || detail.status === "waiting") ? [byKey("r", words.shortcutKeys.r)] : []),
    ...(detail ? [byKey("n", words.shortcutKeys.n)] : []),
    ...(mayClose(options) ? [byKey("e", words.shortcutKeys.e)] : []),
    ...(isMine ? [act("release", words.release), act("return", words.returnIt)] : []),
    ...(isMine ? [{ label: words.transfer, act: () => transferDialog(store.get(), actions) }] : []),
    ...(state.held ? [{ label: words.undo, keys: "Ctrl+Z", act: undoHeld }] : []),
    ...state.mentions.map((one) => ({
      label: words.mentionedBy(one.byName, one.case),
      act: () => void actions.open(one.case),
    })),
    ...(detail?.status === "closed" ? [act("reopen", words.reopen)] : []),
    byKey("j", words.nextCase),
    byKey("k", words.previousCase),
    ...views.map((tab) => ({ label: words.goTo(words.tabs[tab]), act: () => store.change({ tab }) })),
    byKey("/", words.searchCases),
    byKey("?", words.shortcuts),
    ...[...state.cases.values()].map((one) => ({
      label: words.goToCase(personOf(one), one.id),
      act: () => void actions.open(one.id),
    })),
  ];
}

function showShortcuts(): void {
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog" id="shortcuts" aria-labelledby="shortcuts-title">
        <h2 id="shortcuts-title">${words.shortcuts}</h2>
        <dl class="shortcuts">
          ${Object.entries(words.shortcutKeys).map(
            ([keys, does]) => html`
              <dt><kbd>${keys}</kbd></dt>
              <dd>${does}</dd>
            `,
          )}
        </dl>
        <div class="foot">${button(words.ok, () => dialog.close(), { appearance: "primary" })}</div>
      </dialog>
    `,
  );
}
