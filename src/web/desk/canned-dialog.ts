import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call } from "./desk-call.ts";
import { button, element, fill } from "./element.ts";
import type { CannedReply } from "./shapes.ts";
import type { Store } from "./state.ts";

type Editing = { store: Store; say: (text: string) => void; place: HTMLElement; close: () => void };

/** Leads write, change and remove ready replies: first the list of them, then one in a form. */
export function cannedDialog({ store, say }: Pick<Editing, "store" | "say">): void {
  const place = element("div", { class: "canned" });
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "dialog chooser", "aria-labelledby": "canned-title", onclose: () => dialog.remove() },
    element("h2", { id: "canned-title" }, words.editCanned),
    place,
  );
  document.body.append(dialog);
  dialog.showModal();
  showList({ store, say, place, close: () => dialog.close() });
}

function showList(editing: Editing): void {
  const { store, place, close } = editing;
  const row = (reply: CannedReply): HTMLElement =>
    element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "canned-reply", onclick: () => showForm(editing, reply) },
        element("span", { class: "strong" }, reply.title),
        element("span", { class: "canned-text" }, reply.text),
      ),
    );
  const add = button(words.newCanned, () => showForm(editing, null), { appearance: "primary", id: "canned-new" });
  fill(
    place,
    element("ul", { class: "chooser-list", role: "list" }, ...store.get().canned.map(row)),
    element("div", { class: "foot" }, button(words.ok, close), add),
  );
  place.querySelector<HTMLElement>("button")?.focus();
}

function showForm(editing: Editing, reply: CannedReply | null): void {
  const { store, say, place } = editing;
  const title = element("input", { id: "canned-name", class: "field", maxlength: 80, value: reply?.title ?? "" });
  const text = element("textarea", { id: "canned-words", class: "field", rows: 6, maxlength: 4_000 }, reply?.text);
  const fault = element("p", { class: "fault", role: "alert" });
  const path = `/canned-replies${reply ? `/${encodeURIComponent(reply.id)}` : ""}`;
  const send = async (to: string, body: object, said: string): Promise<void> => {
    try {
      const { replies } = await call<{ replies: CannedReply[] }>("POST", to, body);
      store.change({ canned: replies });
      say(said);
      showList(editing);
    } catch {
      fault.textContent = words.failed;
    }
  };
  const save = (): void => {
    const body = { title: title.value.trim(), text: text.value.trim() };
    if (body.title === "" || body.text === "") return void (fault.textContent = words.cannedIncomplete);
    void send(path, body, words.cannedSaved);
  };
  fill(
    place,
    element("label", { for: "canned-name" }, words.cannedTitle),
    title,
    element("label", { for: "canned-words" }, words.cannedText),
    text,
    element("p", { class: "hint" }, words.cannedVariables),
    fault,
    element(
      "div",
      { class: "foot" },
      button(words.backToList, () => showList(editing)),
      reply &&
        button(words.remove, () => void send(`${path}/remove`, {}, words.cannedRemoved), { id: "canned-remove" }),
      button(words.save, save, { appearance: "primary", id: "canned-save" }),
    ),
  );
  title.focus();
}
