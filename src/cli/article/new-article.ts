import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";

import { knowledgeDirectory, readKnowledge } from "../../../knowledge/load.ts";
import { CommandError } from "../command-error.ts";
import { draftOf, draftPhrasings, draftTalks, ownLabels } from "./draft.ts";
import { emptyGuide } from "./read-guide.ts";

type Given = { brand?: string; code?: string; type?: string; source?: string };

const questions = [
  ["brand", "Whose error is it (the brand, such as Deezer)?"],
  ["code", "The code as it is shown (such as 503 or NW-2-5)?"],
  ["type", "What kind of product (such as music-streaming, video-streaming, gaming)?"],
  ["source", "Where do the facts come from (an address, a document)?"],
] as const;

/** Writes the draft of an article, its phrasings and its talks, and says what comes next. */
export async function newArticle(id: string, given: Given): Promise<void> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(id))
    throw new CommandError(2, `error: ${id} must be lower case words joined by hyphens, such as deezer-503`);
  const files = ["articles", "phrasings"].map((folder) => join(knowledgeDirectory, folder, `${id}.yaml`));
  const taken = files.find((file) => existsSync(file));
  if (taken !== undefined) throw new CommandError(1, `${taken} is there already.`);
  const { brand, code, type, source } = await completed(given);
  const guide = { ...emptyGuide, brand, code, title: `${brand} error ${code}`, productType: type };
  const [articleFile = "", phrasingFile = ""] = files;
  writeFileSync(articleFile, draftOf(guide, { id, source, today: new Date().toISOString().slice(0, 10) }));
  const labels = [`problem:${id}`, "faq:what-it-means", "step:restart-app", "step:restart-device"];
  const others = readKnowledge(knowledgeDirectory).phrasings.map(({ content }) => content);
  writeFileSync(phrasingFile, draftPhrasings(ownLabels(labels, others), { brand, code }));
  writeFileSync(
    join(knowledgeDirectory, "articles", `${id}.talks.md`),
    draftTalks({ brand, code, title: guide.title }),
  );
  process.stdout.write(
    [
      `knowledge/articles/${id}.yaml, knowledge/phrasings/${id}.yaml and knowledge/articles/${id}.talks.md are begun.`,
      `Fill every TODO in them, then run: npx assistant article check ${id}`,
      ``,
    ].join("\n"),
  );
}

async function completed(given: Given): Promise<Required<Given>> {
  const answers: Given = { ...given };
  const missing = questions.filter(([name]) => !answers[name]);
  if (missing.length > 0 && !process.stdin.isTTY)
    throw new CommandError(
      2,
      `error: give ${missing.map(([name]) => `--${name}`).join(", ")}, as nobody can be asked here`,
    );
  const ask = missing.length > 0 ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  try {
    for (const [name, question] of missing) answers[name] = (await ask?.question(`${question} `))?.trim() ?? "";
  } finally {
    ask?.close();
  }
  return { brand: "", code: "", type: "other", source: "", ...answers };
}
