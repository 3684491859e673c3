import { render, type TemplateResult } from "lit/html.js";

/** A dialog that is open: draw it anew, or close it. */
export type OpenDialog = { draw(): void; close(returnValue?: string): void };

/** Opens the `<dialog>` that this view draws, above everything else; closed, it is gone from the page. */
export function openDialog(view: () => TemplateResult): OpenDialog {
  const place = document.createElement("div");
  const draw = (): void => void render(view(), place);
  draw();
  const dialog = place.querySelector("dialog") as HTMLDialogElement;
  dialog.addEventListener("close", () => place.remove());
  document.body.append(place);
  dialog.showModal();
  return { draw, close: (returnValue) => dialog.close(returnValue) };
}
