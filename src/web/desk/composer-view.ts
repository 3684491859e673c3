import { html, nothing, type TemplateResult } from "lit/html.js";
import { live } from "lit/directives/live.js";
import { createRef, ref, type Ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { attachmentView } from "./attachment-view.ts";
import { personOf } from "./case-row.ts";
import { call } from "./desk-call.ts";
import { keepDraft, readDraft, returnToDraft } from "./drafts.ts";
import { button } from "./fluent-button.ts";
import { chooseCanned, chooseMentioned } from "./reply-choosers.ts";
import type { State, Store } from "./state.ts";

/** Not more often than this the person is told that somebody writes. */
const typingEveryMs = 3_000;

export type ComposerOptions = {
  store: Store;
  actions: Actions;
  /** Tells the agent something; not shown, it is only read out. */
  say: (text: string, isShown?: boolean) => void;
};

/** `put` adds to the reply, `write` puts the cursor where a reply or a note goes, `undoHeld` takes a reply back. */
export type Composer = {
  view: (state: State) => TemplateResult;
  put: (text: string) => void;
  write: (mode: State["mode"]) => void;
  undoHeld: () => void;
};

type Parts = ComposerOptions & {
  field: Ref<HTMLTextAreaElement>;
  /** When the person was told last that somebody writes. */
  told: number;
};

/**
 * Where the agent writes: replies and notes. What is half written is a draft, which outlives a reload; the box always
 * shows the draft of its case and mode.
 */
export function createComposer(options: ComposerOptions): Composer {
  const parts: Parts = { ...options, field: createRef(), told: 0 };
  return {
    view: (state) => composerView(parts, state),
    put: (text) => put(parts, text),
    write: (mode) => write(parts, mode),
    undoHeld: () => undoHeld(parts),
  };
}

function composerView(parts: Parts, state: State): TemplateResult {
  const { mode, detail } = state;
  const { mayReply, hint } = standingOf(state);
  const isNote = mode === "note";
  const isReply = !isNote && mayReply;
  const send = button(isNote ? words.addNote : words.send, () => void submit(parts), {
    appearance: "primary",
    id: "send",
    isHidden: !isReply && !isNote,
  });
  return html`
    <form
      class="composer"
      data-mode=${mode}
      ?hidden=${detail === null}
      @submit=${(event: Event) => event.preventDefault()}
    >
      ${heldView(parts, state)}
      <div class="tools">
        <div class="modes" role="group" aria-label=${words.reply}>
          ${modeButton(parts, "reply")}${modeButton(parts, "note")}
        </div>
        ${attachmentView({
          file: state.file,
          isHidden: !mayAttach(state),
          choose: (file) => chooseFile(parts, file),
        })}
        <div class="ready" ?hidden=${!isReply}>
          ${button(words.canned, () => offerCanned(parts), { size: "small", appearance: "subtle" })}
        </div>
      </div>
      ${fieldView(parts, state, isReply || isNote)}
      <div class="foot">
        <p class="hint" id="hint">${isNote ? "" : hint}</p>
        ${send}
      </div>
    </form>
  `;
}

function fieldView(parts: Parts, state: State, mayWrite: boolean): TemplateResult {
  const { mode, open, detail, isAddingNote } = state;
  const isNote = mode === "note";
  const draft = open === null || isAddingNote ? "" : readDraft(open, mode);
  return html`
    <textarea
      class="field"
      id="field"
      rows="3"
      maxlength="8000"
      aria-label=${isNote ? words.note : words.replyTo(detail ? personOf(detail) : words.person)}
      placeholder=${isNote ? words.noteHere : isTouch() ? words.writeHereByTouch : words.writeHere}
      ?hidden=${!mayWrite}
      ?disabled=${isAddingNote}
      .value=${live(draft)}
      ${ref(parts.field)}
      @input=${(event: InputEvent) => onInput(parts, event)}
      @keydown=${(event: KeyboardEvent) => onKeydown(parts, event)}
      @paste=${(event: ClipboardEvent) => onPaste(parts, event)}
    ></textarea>
  `;
}

/** What goes out in a moment, with the way to take it back. */
function heldView(parts: Parts, { held, open }: State): TemplateResult | typeof nothing {
  if (held === null || held.case !== open) return nothing;
  return html`
    <div class="held">
      <p class="held-words">${words.heldHere(held.text || (held.file?.name ?? ""))}</p>
      ${button(words.undo, () => undoHeld(parts), { size: "small", id: "undo", title: "Ctrl+Z" })}
      ${button(words.sendNow, () => void parts.actions.held.sendNow(), { size: "small", id: "send-now", title: "Enter" })}
    </div>
  `;
}

function modeButton({ store }: Parts, mode: State["mode"]): TemplateResult {
  return html`
    <button
      type="button"
      class="mode"
      data-key="mode-${mode}"
      aria-pressed=${store.get().mode === mode}
      @click=${() => store.change({ mode })}
    >
      ${words[mode]}
    </button>
  `;
}

function standingOf({ detail, me }: State): { mayReply: boolean; hint: string } {
  if (detail?.status === "closed") return { mayReply: false, hint: words.closedHere };
  if (detail?.status === "waiting") return { mayReply: true, hint: words.takesIt };
  const isMine = detail?.assignee === me;
  return { mayReply: isMine, hint: isMine ? "" : words.othersHere(detail?.assigneeName ?? "") };
}

function mayAttach(state: State): boolean {
  return state.mode === "reply" && standingOf(state).mayReply && state.detail?.channel === "webchat";
}

/** Where keys are on the screen nobody is told of shortcuts. */
const isTouch = (): boolean => matchMedia("(pointer: coarse)").matches;

async function submit({ store, actions, say, field }: Parts): Promise<void> {
  const { mode, open, held, file } = store.get();
  const text = field.value?.value.trim() ?? "";
  const isEmpty = text === "" && (mode === "note" || file === null);
  // A second Enter: what is held goes out now.
  if (isEmpty && held !== null) return actions.held.sendNow();
  if (isEmpty || open === null) return;
  if (mode === "note") {
    store.change({ isAddingNote: true });
    // What was not taken stands there again.
    if (await actions.act("notes", { text })) keepDraft(open, "note", "");
    store.change({ isAddingNote: false });
    return field.value?.focus();
  }
  keepDraft(open, "reply", "");
  store.change({ file: null });
  say(words.held, false);
  await actions.held.hold({ case: open, text, file });
}

/** What was taken back stands in the box again, before what was written since. */
function undoHeld({ store, actions, say, field }: Parts): void {
  const reply = actions.held.undo();
  if (reply === null) return;
  returnToDraft(reply.case, reply.text);
  if (reply.case === store.get().open) {
    store.change({ mode: "reply", ...(reply.file && { file: reply.file }) });
    field.value?.focus();
  }
  say(words.takenBack, false);
}

function put({ store, field }: Parts, text: string): void {
  const { open } = store.get();
  if (open === null) return;
  const draft = readDraft(open, "reply");
  keepDraft(open, "reply", draft === "" ? text : `${draft}\n${text}`);
  store.change({ mode: "reply" });
  field.value?.focus();
}

/** The cursor goes where the agent writes a reply or a note. */
function write({ store, field }: Parts, mode: State["mode"]): void {
  if (store.get().detail === null) return;
  store.change({ mode });
  field.value?.focus();
}

function keepField({ store, field }: Parts): void {
  const { open, mode } = store.get();
  if (open !== null) keepDraft(open, mode, field.value?.value ?? "");
}

function chooseFile({ store, field }: Parts, file: File | null): void {
  store.change({ file });
  field.value?.focus();
}

/** A slash in an empty reply, or the button, offers the ready replies. A second slash writes one. */
function offerCanned(parts: Parts): void {
  void chooseCanned({ ...parts, put: (text) => put(parts, text), onCancel: () => parts.field.value?.focus() });
}

/** An `@` at the beginning of a word of a note offers whom it tells. */
function offerMention(parts: Parts, field: HTMLTextAreaElement): void {
  const at = field.selectionStart;
  chooseMentioned({
    ...parts,
    put(login) {
      field.setRangeText(`${login} `, at, at, "end");
      keepField(parts);
      field.focus();
    },
    onCancel: () => field.focus(),
  });
}

function onInput(parts: Parts, event: InputEvent): void {
  const { store } = parts;
  const field = event.currentTarget as HTMLTextAreaElement;
  const { mode, open, detail } = store.get();
  const isSlash = field.value === "/" && mode === "reply";
  if (isSlash) field.value = "";
  keepField(parts);
  if (isSlash) return offerCanned(parts);
  const before = field.value.slice(0, field.selectionStart);
  if (event.data === "@" && mode === "note" && /(^|\s)@$/.test(before)) return offerMention(parts, field);
  if (mode !== "reply" || detail?.status !== "active" || Date.now() - parts.told < typingEveryMs) return;
  parts.told = Date.now();
  void call("POST", `/cases/${encodeURIComponent(open ?? "")}/typing`, {}).catch(() => undefined);
}

function onKeydown(parts: Parts, event: KeyboardEvent): void {
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey;
  if (isUndo && parts.field.value?.value === "" && parts.store.get().held !== null) {
    event.preventDefault();
    return undoHeld(parts);
  }
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void submit(parts);
}

function onPaste(parts: Parts, event: ClipboardEvent): void {
  const file = event.clipboardData?.files[0];
  if (!file || !mayAttach(parts.store.get())) return;
  event.preventDefault();
  chooseFile(parts, file);
}
