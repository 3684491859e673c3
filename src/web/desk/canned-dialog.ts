import { html, nothing, type TemplateResult } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call } from "./desk-call.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";
import type { CannedReply } from "./shapes.ts";
import type { Store } from "./state.ts";

type Editing = {
  store: Store;
  say: (text: string) => void;
  /** Shows the list or the form, from now on. */
  show: (view: () => TemplateResult) => void;
  draw: () => void;
  close: () => void;
};

/** Leads write, change and remove ready replies: first the list of them, then one in a form. */
export function cannedDialog({ store, say }: Pick<Editing, "store" | "say">): void {
  const editing: Editing = {
    store,
    say,
    show(next) {
      view = next;
      dialog.draw();
    },
    draw: () => dialog.draw(),
    close: () => dialog.close(),
  };
  let view = (): TemplateResult => listView(editing);
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog chooser" aria-labelledby="canned-title">
        <h2 id="canned-title">${words.editCanned}</h2>
        <div class="canned">${view()}</div>
      </dialog>
    `,
  );
}

function listView(editing: Editing): TemplateResult {
  const row = (reply: CannedReply): TemplateResult => html`
    <li>
      <button type="button" class="canned-reply" @click=${() => showForm(editing, reply)}>
        <span class="strong">${reply.title}</span>
        <span class="canned-text">${reply.text}</span>
      </button>
    </li>
  `;
  return html`
    <ul class="chooser-list" role="list">
      ${editing.store.get().canned.map(row)}
    </ul>
    <div class="foot">
      ${button(words.ok, editing.close)}
      ${button(words.newCanned, () => showForm(editing, null), { appearance: "primary", id: "canned-new" })}
    </div>
  `;
}

function showList(editing: Editing): void {
  editing.show(() => listView(editing));
  document.querySelector<HTMLElement>(".canned button")?.focus();
}

function showForm(editing: Editing, reply: CannedReply | null): void {
  const { store, say } = editing;
  const title = createRef<HTMLInputElement>();
  const text = createRef<HTMLTextAreaElement>();
  let fault = "";
  const fail = (said: string): void => {
    fault = said;
    editing.draw();
  };
  const path = `/canned-replies${reply ? `/${encodeURIComponent(reply.id)}` : ""}`;
  const send = async (to: string, body: object, said: string): Promise<void> => {
    try {
      const { replies } = await call<{ replies: CannedReply[] }>("POST", to, body);
      store.change({ canned: replies });
      say(said);
      showList(editing);
    } catch {
      fail(words.failed);
    }
  };
  const save = (): void => {
    const body = { title: title.value?.value.trim() ?? "", text: text.value?.value.trim() ?? "" };
    if (body.title === "" || body.text === "") return fail(words.cannedIncomplete);
    void send(path, body, words.cannedSaved);
  };
  const remove = (): void => void send(`${path}/remove`, {}, words.cannedRemoved);
  const removeButton = button(words.remove, remove, { id: "canned-remove" });
  editing.show(
    () => html`
      <label for="canned-name">${words.cannedTitle}</label>
      <input id="canned-name" class="field" maxlength="80" value=${reply?.title ?? ""} ${ref(title)} />
      <label for="canned-words">${words.cannedText}</label>
      <textarea
        id="canned-words"
        class="field"
        rows="6"
        maxlength="4000"
        .value=${reply?.text ?? ""}
        ${ref(text)}
      ></textarea>
      <p class="hint">${words.cannedVariables}</p>
      <p class="fault" role="alert">${fault}</p>
      <div class="foot">
        ${button(words.backToList, () => showList(editing))} ${reply ? removeButton : nothing}
        ${button(words.save, save, { appearance: "primary", id: "canned-save" })}
      </div>
    `,
  );
  title.value?.focus();
}
