import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { preparePicture } from "./picture.ts";

/** What the service takes: a list of media types, and bytes of one message. */
export type FileRules = { types: string; maxBytes: number };

/** A chosen file; `thumbnailURL` shows a picture. */
export type ChosenFile = { blob: File; thumbnailURL?: URL };

/** The files that go with the next message. */
export type FilePicker = {
  /** They were sent. */
  clear(): void;
};

/** Takes files by button, paste and drop; shows them before they are sent; says in words what is not taken. */
export function openFilePicker(options: {
  parts: { button: HTMLElement; input: HTMLInputElement; preview: HTMLElement };
  rules: FileRules;
  onChosen: (files: readonly ChosenFile[]) => void;
  onSend: () => void;
  say: (text: string) => void;
}): FilePicker {
  const { parts, rules, onChosen, onSend, say } = options;
  const { button, input, preview } = parts;
  let chosen: readonly ChosenFile[] = [];
  const show = (files: readonly ChosenFile[]): void => {
    chosen = files;
    drawPreview(preview, chosen, { remove, send: onSend });
  };
  const remove = (file: ChosenFile): void => {
    if (file.thumbnailURL) URL.revokeObjectURL(file.thumbnailURL.href);
    choose(chosen.filter((one) => one !== file));
  };
  const choose = (files: readonly ChosenFile[]): void => {
    show(files);
    onChosen(files);
  };
  const add = async (files: readonly File[]): Promise<void> => {
    const prepared = await Promise.all(files.map((file) => preparePicture(file, rules.maxBytes)));
    const refusal = refusalOf([...chosen.map(({ blob }) => blob), ...prepared], rules);
    say(refusal ?? "");
    if (refusal === null) choose([...chosen, ...prepared.map(chosenOf)]);
  };
  button.addEventListener("click", () => input.click());
  input.accept = rules.types;
  input.addEventListener("change", () => {
    void add([...(input.files ?? [])]);
    input.value = "";
  });
  listenToPage(add);
  button.hidden = false;
  return { clear: () => show([]) };
}

function listenToPage(add: (files: readonly File[]) => Promise<void>): void {
  const take = (event: Event, transfer: DataTransfer | null): void => {
    const files = [...(transfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void add(files);
  };
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
  document.addEventListener("drop", (event) => take(event, event.dataTransfer));
  // Without this a browser leaves the page for the dropped file.
  document.addEventListener(
    "dragover",
    (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault(),
  );
}

function chosenOf(blob: File): ChosenFile {
  return blob.type.startsWith("image/") ? { blob, thumbnailURL: new URL(URL.createObjectURL(blob)) } : { blob };
}

/** The service decides by content; this spares the way there. */
function refusalOf(files: readonly File[], { types, maxBytes }: FileRules): string | null {
  if (files.some(({ type }) => type !== "" && !types.split(",").includes(type))) return words.fileType;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return size > maxBytes ? words.fileTooLarge(Math.floor(maxBytes / 1_000_000)) : null;
}

type Acts = { remove: (file: ChosenFile) => void; send: () => void };

function drawPreview(preview: HTMLElement, files: readonly ChosenFile[], { remove, send }: Acts): void {
  preview.hidden = files.length === 0;
  const items = files.map((file) => {
    const item = document.createElement("li");
    if (file.thumbnailURL) item.append(Object.assign(new Image(), { src: file.thumbnailURL.href, alt: "" }));
    const close = buttonOf("×", () => remove(file));
    close.setAttribute("aria-label", words.removeFile(file.blob.name));
    item.append(Object.assign(document.createElement("span"), { textContent: file.blob.name }), close);
    return item;
  });
  const list = document.createElement("ul");
  list.append(...items);
  preview.replaceChildren(list, buttonOf(words.send, send));
}

function buttonOf(text: string, act: () => void): HTMLButtonElement {
  const button = Object.assign(document.createElement("button"), { type: "button" as const, textContent: text });
  button.addEventListener("click", act);
  return button;
}
