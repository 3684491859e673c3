import { html, nothing, type TemplateResult } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { button } from "./fluent-button.ts";
import { openDialog, type OpenDialog } from "./open-dialog.ts";
import { presenceOf } from "./presence-words.ts";
import type { Agent } from "./shapes.ts";
import type { State } from "./state.ts";

const order = { online: 0, away: 1, offline: 2 };

/** Asks to whom the case at hand goes, and for a word to them; who is there stands first. */
export function transferDialog({ agents, me, open }: State, actions: Actions): void {
  const others = agents
    .filter(({ login }) => login !== me)
    .toSorted((one, other) => order[one.state] - order[other.state]);
  const to = createRef<HTMLSelectElement>();
  const note = createRef<HTMLTextAreaElement>();
  const confirm = (): void => {
    const text = note.value?.value.trim() ?? "";
    void actions.act("transfer", { to: to.value?.value, ...(text !== "" && { note: text }) });
    dialog.close();
  };
  const fields = html`
    <label for="transfer-to">${words.transferWho}</label>
    <select id="transfer-to" class="field" ${ref(to)}>
      ${others.map(agentOption)}
    </select>
    <label for="transfer-note">${words.transferNote}</label>
    <textarea id="transfer-note" class="field" rows="3" maxlength="8000" ${ref(note)}></textarea>
  `;
  const confirmButton = button(words.transfer, confirm, { appearance: "primary", id: "transfer-confirm" });
  const dialog: OpenDialog = openDialog(
    () => html`
      <dialog class="dialog" aria-labelledby="transfer-title">
        <h2 id="transfer-title">${words.transferTitle(open ?? "")}</h2>
        ${others.length === 0 ? html`<p>${words.nobodyElse}</p>` : fields}
        <div class="foot">
          ${button(words.cancel, () => dialog.close())} ${others.length === 0 ? nothing : confirmButton}
        </div>
      </dialog>
    `,
  );
}

function agentOption(agent: Agent): TemplateResult {
  return html`<option value=${agent.login}>${words.transferTo(agent.name, presenceOf(agent).toLowerCase())}</option>`;
}
