import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";

import { articleLabels, conversationLabels } from "../../../knowledge/labels.ts";
import { knowledgeDirectory, loadArticles } from "../../../knowledge/load.ts";
import { clean } from "../../understanding/normalise/clean.ts";
import { CommandError } from "../command-error.ts";

/** Signs of a person in a text: an address, a long number, a handle. */
const personal = /[\w.+-]+@[\w-]+\.\w+|(?:\d[\s-]?){7,}|(?<!\w)@\w{3,}/u;

/** Adds a line to the phrasings of a label, once somebody confirmed that nothing personal is in it. */
export async function useAs(given: {
  id: string;
  label: string;
  text: string;
  nothingPersonal?: boolean;
}): Promise<void> {
  const { id, label } = given;
  const text = given.text.replaceAll(/\s+/gu, " ").trim();
  if (text === "") throw new CommandError(2, "error: the text is empty");
  requireLabel(id, label);
  if (personal.test(text))
    throw new CommandError(1, "The text holds an address, a handle or a long number: leave it out.");
  if (!(given.nothingPersonal ?? false) && !(await confirmed(text)))
    throw new CommandError(1, "Nothing was added: first somebody has to see that nothing personal is in the text.");
  const file = join(knowledgeDirectory, "phrasings", `${id}.yaml`);
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const after = withLine(before, label, text);
  if (after === null) throw new CommandError(1, `The line stands under ${label} already.`);
  writeFileSync(file, after);
  process.stdout.write(
    `knowledge/phrasings/${id}.yaml: ${label} has a new line. Run npx assistant train when you are done.\n`,
  );
}

function requireLabel(id: string, label: string): void {
  const article = loadArticles().find((one) => one.id === id);
  if (!article && id !== "conversation") throw new CommandError(1, `There is no article ${id}.`);
  const labels: readonly string[] = article ? articleLabels(article) : conversationLabels;
  if (!labels.includes(label)) throw new CommandError(1, `${id} has no label ${label}. It has: ${labels.join(", ")}`);
}

async function confirmed(text: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/iu.test(
      await ask.question(`"${text}"\nIs there nothing personal in it, no name, place or number? (y/n) `),
    );
  } finally {
    ask.close();
  }
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
