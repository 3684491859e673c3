import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { call } from "./call.ts";
import { button, element, fill } from "./element.ts";
import { menu } from "./menu.ts";
import type { State, Store } from "./state.ts";

/** Not more often than this the person is told that somebody writes. */
const typingEveryMs = 3_000;
const draftKey = (id: string, mode: string): string => `desk-draft-${mode}-${id}`;

/** Where the agent writes: replies and notes. What is half written outlives a reload. */
export function composerView({ store, actions }: { store: Store; actions: Actions }): { view: HTMLElement; put: (text: string) => void } {
  const field = element<HTMLTextAreaElement>("textarea", { class: "field", id: "field", rows: 3, maxlength: 10_000 });
  const send = button(words.send, () => void submit(), { appearance: "primary", id: "send" });
  const modes = element("div", { class: "modes", role: "group", "aria-label": words.reply });
  const ready = element("div", { class: "ready" });
  const hint = element("p", { class: "hint", id: "hint" });
  const view = element("form", { class: "composer", onsubmit: (event) => event.preventDefault() }, element("div", { class: "tools" }, modes, ready), field, element("div", { class: "foot" }, hint, send));
  let told = 0;

  async function submit(): Promise<void> {
    const text = field.value.trim();
    const { mode, open } = store.get();
    if (text === "" || open === null) return;
    field.value = "";
    field.disabled = true;
    const sent = await actions.act(mode === "note" ? "notes" : "messages", { text });
    field.disabled = false;
    // What was not taken stands there again.
    if (!sent && field.value === "") field.value = text;
    keepDraft();
    field.focus();
  }
  const keepDraft = (): void => {
    const { open, mode } = store.get();
    if (open !== null) sessionStorage.setItem(draftKey(open, mode), field.value);
  };
  const tellTyping = (): void => {
    const { mode, open, detail } = store.get();
    if (mode !== "reply" || detail?.status !== "active" || Date.now() - told < typingEveryMs) return;
    told = Date.now();
    void call("POST", `/cases/${encodeURIComponent(open ?? "")}/typing`, {}).catch(() => undefined);
  };
  field.addEventListener("input", () => (keepDraft(), tellTyping()));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit();
  });
  const put = (text: string): void => {
    store.change({ mode: "reply" });
    field.value = field.value === "" ? text : `${field.value}\n${text}`;
    keepDraft();
    field.focus();
  };
  const readDraft = ({ open, mode }: State): void => {
    field.value = open === null ? "" : (sessionStorage.getItem(draftKey(open, mode)) ?? "");
  };

  const draw = (state: State, before: State): void => {
    if (state.open !== before.open || state.mode !== before.mode) readDraft(state);
    const standing = standingOf(state);
    view.hidden = state.detail === null;
    fill(modes, modeButton(store, "reply", standing.mayReply), modeButton(store, "note", true));
    if (state.canned !== before.canned || ready.childElementCount === 0)
      fill(ready, menu(words.canned, state.canned.map(({ title, text }) => ({ label: title, act: () => put(text) })), { size: "small", appearance: "subtle" }));
    ready.hidden = state.mode === "note" || !standing.mayReply;
    const isNote = state.mode === "note";
    view.dataset["mode"] = state.mode;
    field.placeholder = isNote ? words.noteHere : words.writeHere;
    field.setAttribute("aria-label", isNote ? words.note : words.replyTo(state.detail?.person || words.person));
    hint.textContent = isNote ? "" : standing.hint;
    send.textContent = isNote ? words.addNote : words.send;
    field.hidden = !isNote && !standing.mayReply;
    send.hidden = field.hidden;
  };
  store.listen(draw);
  draw(store.get(), store.get());
  return { view, put };
}

function modeButton(store: Store, mode: State["mode"], enabled: boolean): HTMLElement {
  const isChosen = store.get().mode === mode;
  return element(
    "button",
    { type: "button", class: "mode", "data-key": `mode-${mode}`, "aria-pressed": String(isChosen), "data-off": !enabled, onclick: () => store.change({ mode }) },
    words[mode],
  );
}

function standingOf({ detail, me }: State): { mayReply: boolean; hint: string } {
  if (detail?.status === "closed") return { mayReply: false, hint: words.closedHere };
  if (detail?.status === "waiting") return { mayReply: true, hint: words.takesIt };
  const isMine = detail?.assignee === me;
  return { mayReply: isMine, hint: isMine ? "" : words.othersHere(detail?.assignee ?? "") };
}
