import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { button, element, fill } from "./element.ts";

/** The file that goes with the next reply. */
export type AttachmentChoice = {
  view: HTMLElement;
  file(): File | null;
  choose(file: File): void;
  clear(): void;
};

/** Chosen by a button, or pasted into the field; it can be taken back before it is sent. */
export function attachmentChoice(field: HTMLTextAreaElement): AttachmentChoice {
  let chosen: File | null = null;
  const view = element("div", { class: "attachment" });
  const input = element("input", { type: "file", hidden: true, "aria-label": words.attachFile });
  const pick = button(words.attach, () => input.click(), {
    size: "small",
    appearance: "subtle",
    "aria-label": words.attachFile,
  });
  const choose = (file: File | null): void => {
    chosen = file;
    input.value = "";
    if (file === null) return fill(view, pick, input);
    const remove = button("×", () => choose(null), { size: "small", "aria-label": words.detach(file.name) });
    fill(view, element("span", {}, file.name), remove);
    field.focus();
  };
  input.addEventListener("change", () => choose(input.files?.[0] ?? null));
  field.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (!file || view.hidden) return;
    event.preventDefault();
    choose(file);
  });
  choose(null);
  return { view, file: () => chosen, choose, clear: () => choose(null) };
}
