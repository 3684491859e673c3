import { createInterface } from "node:readline";
import { z } from "zod";

import { awaitings } from "../../dialogs/events.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { readLabelled } from "./measure/labelled.ts";
import { judge, report } from "./measure/score.ts";
import { openReader } from "./open.ts";
import type { Read } from "./read.ts";

/** `npm run understand`: texts in, labels out, one JSON object a line; with `--score FILE` a report over a labelled file. */

const question = z.object({ text: z.string(), awaiting: z.enum(awaitings).default("idle") });

function answer(read: Read, line: string): unknown {
  try {
    const { text, awaiting } = question.parse(JSON.parse(line));
    const { label, confidence, alternatives } = read(text, awaiting);
    return { label, confidence, alternatives };
  } catch {
    return { error: 'a line must be {"text": string, "awaiting"?: "idle"|"platform"|"step-result"|"resolved"|"offer-human"}' };
  }
}

const open = (): Read => openReader({ articles: loadKnowledge().articles });
const [mode, file] = process.argv.slice(2);

if (mode === "--score" && file !== undefined) {
  console.log(report(judge(readLabelled(file), open())).join("\n"));
} else {
  const read = open();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    console.log(JSON.stringify(answer(read, line)));
}
