import { readFileSync } from "node:fs";

import { CommandError } from "../command-error.ts";
import { draftLabels, draftOf, draftPhrasings, draftTalks, ownLabels } from "./draft.ts";
import { pageBlocks } from "./page-blocks.ts";
import { readGuide } from "./read-guide.ts";
import { otherPhrasings, writeDraft } from "./write-draft.ts";

/** Prints the draft of an article made from a page, or writes it; what was not read goes to stderr. */
export async function importArticle(file: string, options: { source?: string; write?: boolean }): Promise<void> {
  const guide = readGuide(pageBlocks(textOf(file)));
  if (guide.steps.length === 0 && guide.questions.length === 0)
    throw new CommandError(1, `${file === "-" ? "stdin" : file} holds no steps and no questions that could be read.`);
  const id = idOf(guide.brand, guide.code);
  const source = options.source ?? (file === "-" ? "TODO where the page is" : file);
  const draft = draftOf(guide, { id, source, today: new Date().toISOString().slice(0, 10) });
  const count = (sign: RegExp): number => draft.match(sign)?.length ?? 0;
  // The first lines of a draft say what it is.
  const gaps = count(/\bTODO\b/gu) - 1;
  const borrowed = count(/# to be rewritten$/gmu);
  if (options.write) {
    const names = { brand: guide.brand ?? "TODO", code: guide.code ?? "TODO" };
    const phrasings = draftPhrasings(ownLabels(draftLabels(guide, id), otherPhrasings(id)), names);
    writeDraft(id, { draft, phrasings, talks: draftTalks(names) });
  } else process.stdout.write(draft);
  const lines = [
    `Steps: ${guide.steps.length}, answers: ${guide.questions.length}, gaps to fill (TODO): ${gaps}, sentences to rewrite: ${borrowed}.`,
    ...(guide.unread.length > 0 ? ["Not read:", ...guide.unread.map((text) => `  ${text}`)] : []),
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new CommandError(1, `${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`);
  }
}

function idOf(brand: string | undefined, code: string | undefined): string {
  const wordsOf = (text: string): string =>
    text
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/gu, "-")
      .replaceAll(/^-+|-+$/gu, "");
  // A name in other letters leaves nothing.
  return [wordsOf(brand ?? "") || "draft", wordsOf(code ?? "")].filter(Boolean).join("-");
}
