import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { personOf } from "./case-row.ts";
import { type AttachmentChoice, attachmentChoice } from "./attachment-choice.ts";
import { call } from "./desk-call.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import { button, element, fill } from "./element.ts";
import { chooseCanned, chooseMentioned } from "./reply-choosers.ts";
import type { HeldReply } from "./shapes.ts";
import type { State, Store } from "./state.ts";

/** Not more often than this the person is told that somebody writes. */
const typingEveryMs = 3_000;

type Parts = ComposerOptions & {
  field: HTMLTextAreaElement;
  send: HTMLElement;
  modes: HTMLElement;
  ready: HTMLElement;
  held: HTMLElement;
  hint: HTMLElement;
  view: HTMLElement;
  attachment: AttachmentChoice;
};

export type ComposerOptions = {
  store: Store;
  actions: Actions;
  /** Tells the agent something; not shown, it is only read out. */
  say: (text: string, isShown?: boolean) => void;
};

/** `put` adds to the reply, `write` puts the cursor where a reply or a note goes, `undoHeld` takes a reply back. */
export type Composer = {
  view: HTMLElement;
  put: (text: string) => void;
  write: (mode: State["mode"]) => void;
  undoHeld: () => void;
};

/** Where the agent writes: replies and notes. What is half written outlives a reload. */
export function composerView({ store, actions, say }: ComposerOptions): Composer {
  const field = element("textarea", { class: "field", id: "field", rows: 3, maxlength: 8_000 });
  const send = button(words.send, () => void submit(parts), { appearance: "primary", id: "send" });
  const modes = element("div", { class: "modes", role: "group", "aria-label": words.reply });
  const ready = element("div", { class: "ready" });
  const attachment = attachmentChoice(field);
  const canned = (): void => void offerCanned(parts);
  ready.append(button(words.canned, canned, { size: "small", appearance: "subtle", "data-key": "canned" }));
  const held = element("div", { class: "held", hidden: true });
  const hint = element("p", { class: "hint", id: "hint" });
  const tools = element("div", { class: "tools" }, modes, attachment.view, ready);
  const foot = element("div", { class: "foot" }, hint, send);
  const view = element(
    "form",
    { class: "composer", onsubmit: (event) => event.preventDefault() },
    held,
    tools,
    field,
    foot,
  );
  const parts: Parts = { store, actions, say, field, send, modes, ready, held, hint, view, attachment };
  listenToField(parts);
  const draw = (state: State, before: State): void => drawComposer(parts, state, before);
  store.listen(draw);
  draw(store.get(), store.get());
  return {
    view,
    put: (text) => put(parts, text),
    write: (mode) => write(parts, mode),
    undoHeld: () => undoHeld(parts),
  };
}

async function submit(parts: Parts): Promise<void> {
  const { store, actions, say, field, attachment } = parts;
  const text = field.value.trim();
  const { mode, open, held } = store.get();
  const file = mode === "reply" ? attachment.file() : null;
  // A second Enter: what is held goes out now.
  if (text === "" && file === null && held !== null) return actions.held.sendNow();
  if ((text === "" && file === null) || open === null) return;
  field.value = "";
  if (mode === "note") return addNote(parts, text);
  keepField(parts);
  attachment.clear();
  say(words.held, false);
  await actions.held.hold({ case: open, text, file });
}

async function addNote(parts: Parts, text: string): Promise<void> {
  const { actions, field } = parts;
  field.disabled = true;
  const sent = await actions.act("notes", { text });
  field.disabled = false;
  // What was not taken stands there again.
  if (!sent && field.value === "") field.value = text;
  keepField(parts);
  field.focus();
}

/** What was taken back stands in the box again, before what was written since. */
function undoHeld(parts: Parts): void {
  const { store, actions, say } = parts;
  const reply = actions.held.undo();
  if (reply === null) return;
  if (reply.case === store.get().open) takeBack(parts, reply);
  else keepDraft(reply.case, "reply", reply.text);
  say(words.takenBack, false);
}

function takeBack(parts: Parts, { text, file }: HeldReply): void {
  const { store, field, attachment } = parts;
  store.change({ mode: "reply" });
  field.value = [text, field.value].filter((part) => part !== "").join("\n");
  if (file) attachment.choose(file);
  keepField(parts);
  field.focus();
}

function keepField({ store, field }: Parts): void {
  const { open, mode } = store.get();
  if (open !== null) keepDraft(open, mode, field.value);
}

function put(parts: Parts, text: string): void {
  const { store, field } = parts;
  store.change({ mode: "reply" });
  field.value = field.value === "" ? text : `${field.value}\n${text}`;
  keepField(parts);
  field.focus();
}

/** The cursor goes where the agent writes a reply or a note. */
function write({ store, field }: Parts, mode: State["mode"]): void {
  if (store.get().detail === null) return;
  store.change({ mode });
  field.focus();
}

/** A slash in an empty reply, or the button, offers the ready replies. A second slash writes one. */
function offerCanned(parts: Parts): Promise<void> {
  const { field } = parts;
  return chooseCanned({ ...parts, put: (text) => put(parts, text), onCancel: () => field.focus() });
}

/** An `@` at the beginning of a word of a note offers whom it tells. */
function offerMention(parts: Parts): void {
  const { field } = parts;
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

function listenToField(parts: Parts): void {
  const { store, field } = parts;
  let told = 0;
  field.addEventListener("input", (event) => {
    if (field.value === "/" && store.get().mode === "reply") {
      field.value = "";
      return void offerCanned(parts);
    }
    keepField(parts);
    const before = field.value.slice(0, field.selectionStart);
    if (event.data === "@" && store.get().mode === "note" && /(^|\s)@$/.test(before)) return offerMention(parts);
    const { mode, open, detail } = store.get();
    if (mode !== "reply" || detail?.status !== "active" || Date.now() - told < typingEveryMs) return;
    told = Date.now();
    void call("POST", `/cases/${encodeURIComponent(open ?? "")}/typing`, {}).catch(() => undefined);
  });
  field.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey;
    if (isUndo && field.value === "" && store.get().held !== null) {
      event.preventDefault();
      return undoHeld(parts);
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit(parts);
  });
}

function drawComposer(parts: Parts, state: State, before: State): void {
  const { store, field, send, modes, ready, hint, view, attachment } = parts;
  const { open, mode } = state;
  const isBack = state.returned !== before.returned && state.returned?.case === open;
  if (open !== before.open || mode !== before.mode || isBack) field.value = open === null ? "" : readDraft(open, mode);
  const standing = standingOf(state);
  const isNote = mode === "note";
  view.hidden = state.detail === null;
  view.dataset["mode"] = mode;
  fill(modes, modeButton(store, "reply"), modeButton(store, "note"));
  drawHeld(parts, state);
  ready.hidden = isNote || !standing.mayReply;
  if (open !== before.open) attachment.clear();
  attachment.view.hidden = ready.hidden || state.detail?.channel !== "webchat";
  field.placeholder = isNote ? words.noteHere : isTouch() ? words.writeHereByTouch : words.writeHere;
  field.setAttribute(
    "aria-label",
    isNote ? words.note : words.replyTo(state.detail ? personOf(state.detail) : words.person),
  );
  field.hidden = !isNote && !standing.mayReply;
  send.hidden = field.hidden;
  send.textContent = isNote ? words.addNote : words.send;
  hint.textContent = isNote ? "" : standing.hint;
}

/** What goes out in a moment, with the way to take it back. */
function drawHeld(parts: Parts, { held, open }: State): void {
  const { actions } = parts;
  const shown = held?.case === open ? held : null;
  const now = shown === null ? "" : shown.text || (shown.file?.name ?? "");
  if (parts.held.dataset["shown"] === now) return;
  parts.held.dataset["shown"] = now;
  parts.held.hidden = now === "";
  fill(
    parts.held,
    element("p", { class: "held-words" }, words.heldHere(now)),
    button(words.undo, () => undoHeld(parts), { size: "small", id: "undo", title: "Ctrl+Z" }),
    button(words.sendNow, () => void actions.held.sendNow(), { size: "small", id: "send-now", title: "Enter" }),
  );
}

function modeButton(store: Store, mode: State["mode"]): HTMLElement {
  const isChosen = store.get().mode === mode;
  return element(
    "button",
    {
      type: "button",
      class: "mode",
      "data-key": `mode-${mode}`,
      "aria-pressed": String(isChosen),
      onclick: () => store.change({ mode }),
    },
    words[mode],
  );
}

function standingOf({ detail, me }: State): { mayReply: boolean; hint: string } {
  if (detail?.status === "closed") return { mayReply: false, hint: words.closedHere };
  if (detail?.status === "waiting") return { mayReply: true, hint: words.takesIt };
  const isMine = detail?.assignee === me;
  return { mayReply: isMine, hint: isMine ? "" : words.othersHere(detail?.assigneeName ?? "") };
}

/** Where keys are on the screen nobody is told of shortcuts. */
const isTouch = (): boolean => matchMedia("(pointer: coarse)").matches;
