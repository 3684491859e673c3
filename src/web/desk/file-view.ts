import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { readFile } from "./desk-call.ts";
import { element } from "./element.ts";
import type { Line } from "./shapes.ts";

type FileOfLine = NonNullable<Line["attachments"]>[number];

/** A file of a line: pictures are shown, every file can be saved. */
export function fileView({ name, type, size, url }: FileOfLine): HTMLElement {
  const link = element("a", { class: "file", download: name }, `${name} (${Math.ceil(size / 1_000)} kB)`);
  void show();
  return link;

  async function show(): Promise<void> {
    try {
      const address = await readFile(url);
      link.setAttribute("href", address);
      if (type.startsWith("image/"))
        link.prepend(element("img", { src: address, alt: words.pictureOf(name), class: "picture" }));
    } catch {
      link.textContent = words.fileGone(name);
    }
  }
}
