import { constants, existsSync } from "node:fs";
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Article } from "../../knowledge/article.ts";
import { articleLabels, conversationLabels } from "../../knowledge/labels.ts";
import { knowledgeDirectory } from "../../knowledge/load.ts";
import { clean } from "./normalise/clean.ts";

/** Lines that people wrote, as examples of what a label means: in `knowledge/phrasings`, a file for each article. */

/** The file for what can be said in every conversation. */
export const conversationFile = "conversation";

/** Signs of a person in a text: an address, a long number, a handle. */
const personal = /[\w.+-]+@[\w-]+\.\w+|(?:\d[\s-]?){7,}|(?<!\w)@\w{3,}/u;

export type PhrasingFault = "empty" | "no-article" | "no-label" | "personal";

/** A text as a line; or why it can be none. `id`: of an article, or `conversationFile`. */
export function lineFor(
  given: { id: string; label: string; text: string },
  articles: readonly Article[],
): { text: string } | { fault: PhrasingFault } {
  const { id, label } = given;
  const text = given.text.replaceAll(/\s+/gu, " ").trim();
  if (text === "") return { fault: "empty" };
  const labels = labelsOf(id, articles);
  if (labels === null) return { fault: "no-article" };
  if (!labels.includes(label)) return { fault: "no-label" };
  return personal.test(text) ? { fault: "personal" } : { text };
}

/** The labels of a file; null where there is no such article. */
export function labelsOf(id: string, articles: readonly Article[]): readonly string[] | null {
  const article = articles.find((one) => one.id === id);
  return article ? articleLabels(article) : id === conversationFile ? conversationLabels : null;
}

/** The file's path from the root of the repository. */
export const phrasingPath = (id: string): string => `knowledge/phrasings/${id}.yaml`;

/**
 * Adds the line; false where it stands under the label already. Rejects where the files cannot be written. `knowledge`: the
 * directory whose phrasings these are.
 */
export async function addPhrasing(
  { id, label, text }: { id: string; label: string; text: string },
  knowledge: string = knowledgeDirectory,
): Promise<boolean> {
  const file = join(knowledge, "phrasings", `${id}.yaml`);
  const before = existsSync(file) ? await readFile(file, "utf8") : "";
  const after = withLine(before, label, text);
  if (after !== null) await writeFile(file, after);
  return after !== null;
}

/** Whether the files can be written; in a container they often cannot. */
export function canAddPhrasings(knowledge: string = knowledgeDirectory): Promise<boolean> {
  return access(join(knowledge, "phrasings"), constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** What is to be added to a file, as YAML, where it cannot be written from here. */
export function phrasingPatch({ id, label, text }: { id: string; label: string; text: string }): string {
  return `# ${phrasingPath(id)}\n${withLine("", label, text) ?? ""}`;
}

/** The file with the line at the end of the label's list, and nothing else changed; null where it stands there. */
export function withLine(file: string, label: string, text: string): string | null {
  const lines = file.split("\n");
  const at = lines.findIndex((line) => line === `"${label}":` || line === `${label}:`);
  const written = `  - ${JSON.stringify(text)}`;
  if (at === -1) return `${file.trimEnd()}${file === "" ? "" : "\n\n"}"${label}":\n${written}\n`;
  let end = at + 1;
  while (/^\s+- |^\s*#/u.test(lines[end] ?? "")) {
    const said = (lines[end] ?? "").replace(/^\s+- /u, "").replace(/^"(.*)"$/u, "$1");
    if (clean(said) === clean(text)) return null;
    end += 1;
  }
  return [...lines.slice(0, end), written, ...lines.slice(end)].join("\n");
}
