import { createInterface } from "node:readline/promises";

import type { Article } from "../../../knowledge/article.ts";
import { loadArticles } from "../../../knowledge/load.ts";
import {
  addPhrasing,
  labelsOf,
  lineFor,
  type PhrasingFault,
  phrasingPath,
} from "../../understanding/phrasing-lines.ts";
import { CommandError } from "../command-error.ts";

const faults: Readonly<Record<Exclude<PhrasingFault, "no-label">, (id: string) => string>> = {
  empty: () => "error: the text is empty",
  "no-article": (id) => `There is no article ${id}.`,
  personal: () => "The text holds an address, a handle or a long number: leave it out.",
};

/** Adds a line to the phrasings of a label, once somebody confirmed that nothing personal is in it. */
export async function useAs(given: {
  id: string;
  label: string;
  text: string;
  nothingPersonal?: boolean;
}): Promise<void> {
  const { id, label } = given;
  const articles = loadArticles();
  const line = lineFor(given, articles);
  if ("fault" in line) throw faultOf(line.fault, given, articles);
  const { text } = line;
  if (!(given.nothingPersonal ?? false) && !(await confirmed(text)))
    throw new CommandError(1, "Nothing was added: first somebody has to see that nothing personal is in the text.");
  if (!(await addPhrasing({ id, label, text }))) throw new CommandError(1, `The line stands under ${label} already.`);
  process.stdout.write(`${phrasingPath(id)}: ${label} has a new line. Run npx assistant train when you are done.\n`);
}

function faultOf(fault: PhrasingFault, { id, label }: { id: string; label: string }, articles: readonly Article[]) {
  if (fault !== "no-label") return new CommandError(fault === "empty" ? 2 : 1, faults[fault](id));
  return new CommandError(1, `${id} has no label ${label}. It has: ${labelsOf(id, articles)?.join(", ")}`);
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
