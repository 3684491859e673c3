import { createInterface } from "node:readline/promises";

import { CommandError } from "../command-error.ts";
import { draftOf, draftPhrasings, draftTalks, ownLabels } from "./draft.ts";
import { emptyGuide } from "./read-guide.ts";
import { otherPhrasings, requireFree, writeDraft } from "./write-draft.ts";

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
  requireFree(id);
  const { brand, code, type, source } = await completed(given);
  const guide = { ...emptyGuide, brand, code, title: `${brand} error ${code}`, productType: type };
  const labels = [`problem:${id}`, "faq:what-it-means", "step:restart-app", "step:restart-device"];
  writeDraft(id, {
    draft: draftOf(guide, { id, source, today: new Date().toISOString().slice(0, 10) }),
    phrasings: draftPhrasings(ownLabels(labels, otherPhrasings(id)), { brand, code }),
    talks: draftTalks({ brand, code }),
  });
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
