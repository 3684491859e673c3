import { html, type TemplateResult } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button } from "./fluent-button.ts";

type AttachmentOptions = { file: File | null; isHidden: boolean; choose: (file: File | null) => void };

/** The file that goes with the next reply: chosen by a button, and taken back before it is sent. */
export function attachmentView({ file, isHidden, choose }: AttachmentOptions): TemplateResult {
  return html`
    <div class="attachment" ?hidden=${isHidden}>${file === null ? pickView(choose) : chosenView(file, choose)}</div>
  `;
}

function pickView(choose: AttachmentOptions["choose"]): TemplateResult {
  const input = createRef<HTMLInputElement>();
  return html`
    ${button(words.attach, () => input.value?.click(), { size: "small", appearance: "subtle", name: words.attachFile })}
    <input
      type="file"
      hidden
      aria-label=${words.attachFile}
      ${ref(input)}
      @change=${() => choose(input.value?.files?.[0] ?? null)}
    />
  `;
}

function chosenView(file: File, choose: AttachmentOptions["choose"]): TemplateResult {
  return html`
    <span>${file.name}</span>
    ${button("×", () => choose(null), { size: "small", name: words.detach(file.name) })}
  `;
}
