import { html, nothing, type TemplateResult } from "lit/html.js";
import { guard } from "lit/directives/guard.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { until } from "lit/directives/until.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { readFile } from "./desk-call.ts";
import type { Line } from "./shapes.ts";

type FileOfLine = NonNullable<Line["attachments"]>[number];

/** A file of a line: pictures are shown, every file can be saved. It is read once, however often the line is drawn. */
export function fileView(file: FileOfLine): unknown {
  return guard([file.url], () => until(readFileView(file), link(file)));
}

async function readFileView(file: FileOfLine): Promise<TemplateResult> {
  try {
    return link(file, await readFile(file.url));
  } catch {
    return html`<a class="file">${words.fileGone(file.name)}</a>`;
  }
}

/** Leads to where the file is in this page, once it is here. */
function link({ name, type, size }: FileOfLine, address?: string): TemplateResult {
  const isPicture = address !== undefined && type.startsWith("image/");
  const picture = isPicture ? html`<img src=${address} alt=${words.pictureOf(name)} class="picture" />` : nothing;
  const label = `${name} (${Math.ceil(size / 1_000)} kB)`;
  return html`<a class="file" download=${name} href=${ifDefined(address)}>${picture}${label}</a>`;
}
