import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { knowledgeDirectory, readKnowledge } from "../../../knowledge/load.ts";
import { CommandError } from "../command-error.ts";
import { draftLabels, draftOf, draftPhrasings, ownLabels } from "./draft.ts";
import { pageBlocks } from "./page-blocks.ts";
import { readGuide } from "./read-guide.ts";

/** Prints the draft of an article made from a page, or writes it; what was not read goes to stderr. */
export async function importArticle(file: string, options: { source?: string; write?: boolean }): Promise<void> {
  const guide = readGuide(pageBlocks(textOf(file)));
  if (guide.steps.length === 0 && guide.questions.length === 0)
    throw new CommandError(1, `${file === "-" ? "stdin" : file} holds no steps and no questions that could be read.`);
  const id = idOf(guide.brand, guide.code);
  const source = options.source ?? (file === "-" ? "TODO where the page is" : file);
  const draft = draftOf(guide, { id, source, today: new Date().toISOString().slice(0, 10) });
  const gaps = draft.match(/\bTODO\b/gu)?.length ?? 0;
  if (options.write) {
    const target = join(knowledgeDirectory, "articles", `${id}.yaml`);
    if (existsSync(target)) throw new CommandError(1, `${target} is there already.`);
    writeFileSync(target, draft);
    const names = { brand: guide.brand ?? "", code: guide.code ?? "" };
    const phrasings = join(knowledgeDirectory, "phrasings", `${id}.yaml`);
    const others = readKnowledge(knowledgeDirectory).phrasings.map(({ content }) => content);
    const labels = ownLabels(draftLabels(guide, id), others);
    if (!existsSync(phrasings)) writeFileSync(phrasings, draftPhrasings(labels, names));
    process.stdout.write(`knowledge/articles/${id}.yaml and its phrasings are begun.\n`);
  } else process.stdout.write(draft);
  const lines = [
    `Steps: ${guide.steps.length}, answers: ${guide.questions.length}, gaps to fill (TODO): ${gaps}.`,
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
  const words = `${brand ?? "draft"} ${code ?? ""}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
  return words.replaceAll(/^-+|-+$/gu, "");
}
