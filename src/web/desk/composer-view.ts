import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { personOf } from "./case-row.ts";
import { type AttachmentChoice, attachmentChoice } from "./attachment-choice.ts";
import { call } from "./desk-call.ts";
import { openChooser } from "./chooser.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import { button, element, fill } from "./element.ts";
import { menu } from "./menu.ts";
import type { Detail } from "./shapes.ts";
import type { State, Store } from "./state.ts";

/** Not more often than this the person is told that somebody writes. */
const typingEveryMs = 3_000;

type Parts = {
  store: Store;
  actions: Actions;
  field: HTMLTextAreaElement;
  send: HTMLElement;
  modes: HTMLElement;
  ready: HTMLElement;
  hint: HTMLElement;
  view: HTMLElement;
  attachment: AttachmentChoice;
};

/** Where the agent writes: replies and notes. What is half written outlives a reload. */
export function composerView({ store, actions }: { store: Store; actions: Actions }): {
  view: HTMLElement;
  put: (text: string) => void;
  write: (mode: State["mode"]) => void;
} {
  const field = element("textarea", { class: "field", id: "field", rows: 3, maxlength: 8_000 });
  const send = button(words.send, () => void submit(parts), { appearance: "primary", id: "send" });
  const modes = element("div", { class: "modes", role: "group", "aria-label": words.reply });
  const ready = element("div", { class: "ready" });
  const attachment = attachmentChoice(field);
  const hint = element("p", { class: "hint", id: "hint" });
  const tools = element("div", { class: "tools" }, modes, attachment.view, ready);
  const foot = element("div", { class: "foot" }, hint, send);
  const view = element("form", { class: "composer", onsubmit: (event) => event.preventDefault() }, tools, field, foot);
  const parts: Parts = { store, actions, field, send, modes, ready, hint, view, attachment };
  listenToField(parts);
  const draw = (state: State, before: State): void => drawComposer(parts, state, before);
  store.listen(draw);
  draw(store.get(), store.get());
  return { view, put: (text) => put(parts, text), write: (mode) => write(parts, mode) };
}

async function submit(parts: Parts): Promise<void> {
  const { store, actions, field, attachment } = parts;
  const text = field.value.trim();
  const { mode, open } = store.get();
  const file = mode === "reply" ? attachment.file() : null;
  if ((text === "" && file === null) || open === null) return;
  field.value = "";
  field.disabled = true;
  const sent = await (file
    ? actions.sendFile(file, text)
    : actions.act(mode === "note" ? "notes" : "messages", { text }));
  if (sent) attachment.clear();
  field.disabled = false;
  // What was not taken stands there again.
  if (!sent && field.value === "") field.value = text;
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

/** A slash in an empty reply asks for the ready replies. */
function chooseCanned(parts: Parts): void {
  const { store, field } = parts;
  const { canned, detail } = store.get();
  if (!detail) return;
  openChooser({
    title: words.canned,
    placeholder: words.cannedPlaceholder,
    nothing: words.noCanned,
    items: canned.map(({ title, text }) => {
      const filled = fillIn(text, detail);
      return { label: title, preview: filled, act: () => put(parts, filled) };
    }),
    // A second slash writes one.
    onCancel: () => field.focus(),
  });
}

/** Puts in what a ready reply leaves open, such as `{name}`; what nobody knows is said in words that fit any error. */
function fillIn(text: string, { person, id, error }: Detail): string {
  const known: Readonly<Record<string, string>> = {
    name: person || words.nameless,
    case: id,
    brand: error?.brand ?? words.anyBrand,
    code: error?.code ?? words.anyCode,
    statusPage: error?.statusPage ?? words.anyStatusPage,
    supportPage: error?.supportPage ?? words.anySupportPage,
  };
  return text.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => known[name] ?? whole);
}

function listenToField(parts: Parts): void {
  const { store, field } = parts;
  let told = 0;
  field.addEventListener("input", () => {
    if (field.value === "/" && store.get().mode === "reply") {
      field.value = "";
      return chooseCanned(parts);
    }
    keepField(parts);
    const { mode, open, detail } = store.get();
    if (mode !== "reply" || detail?.status !== "active" || Date.now() - told < typingEveryMs) return;
    told = Date.now();
    void call("POST", `/cases/${encodeURIComponent(open ?? "")}/typing`, {}).catch(() => undefined);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit(parts);
  });
}

function drawComposer(parts: Parts, state: State, before: State): void {
  const { store, field, send, modes, ready, hint, view, attachment } = parts;
  const { open, mode } = state;
  if (open !== before.open || mode !== before.mode) field.value = open === null ? "" : readDraft(open, mode);
  const standing = standingOf(state);
  const isNote = mode === "note";
  view.hidden = state.detail === null;
  view.dataset["mode"] = mode;
  fill(modes, modeButton(store, "reply"), modeButton(store, "note"));
  if (state.canned !== before.canned || ready.childElementCount === 0) fill(ready, cannedMenu(parts, state));
  ready.hidden = isNote || !standing.mayReply;
  if (open !== before.open) attachment.clear();
  attachment.view.hidden = ready.hidden || state.detail?.channel !== "webchat";
  field.placeholder = isNote ? words.noteHere : words.writeHere;
  field.setAttribute(
    "aria-label",
    isNote ? words.note : words.replyTo(state.detail ? personOf(state.detail) : words.person),
  );
  field.hidden = !isNote && !standing.mayReply;
  send.hidden = field.hidden;
  send.textContent = isNote ? words.addNote : words.send;
  hint.textContent = isNote ? "" : standing.hint;
}

function cannedMenu(parts: Parts, { canned }: State): HTMLElement {
  const items = canned.map(({ title, text }) => ({
    label: title,
    act: () => {
      const { detail } = parts.store.get();
      if (detail) put(parts, fillIn(text, detail));
    },
  }));
  return menu(words.canned, items, { size: "small", appearance: "subtle" });
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
