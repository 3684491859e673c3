import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";

import { awaitings } from "../../dialogs/events.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { confusions } from "./measure/confusions.ts";
import { readLabelled } from "./measure/labelled.ts";
import { judge, report } from "./measure/score.ts";
import { accuracyOf, trainOn } from "./measure/train-and-test.ts";
import { openEncoder, openReader } from "./open.ts";
import type { Read } from "./read.ts";

/**
 * `npm run understand`: texts in, labels out, one JSON object a line. With `--score FILE` a report over a labelled file,
 * with `--confusions FILE` what is taken for what and how honest the confidence is, with `--train FILE --test FILE` the
 * accuracy of the same classifier on any labelled set.
 */

const question = z.object({ text: z.string(), awaiting: z.enum(awaitings).default("idle") });
const wrongLine = 'a line must be {"text": string, "awaiting"?: "idle"|"platform"|"step-result"|"resolved"|"offer-human"}';

function answer(read: Read, line: string): unknown {
  try {
    const { text, awaiting } = question.parse(JSON.parse(line));
    const { label, confidence, alternatives } = read(text, awaiting);
    return { label, confidence, alternatives };
  } catch {
    return { error: wrongLine };
  }
}

async function answerLines(read: Read): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) console.log(JSON.stringify(answer(read, line)));
}

const open = (): Read => openReader({ articles: loadArticles() });
const text = { type: "string" } as const;
const { values } = parseArgs({ options: { score: text, confusions: text, train: text, test: text } });

if (values.score !== undefined) console.log(report(judge(readLabelled(values.score), open())).join("\n"));
else if (values.confusions !== undefined) console.log(confusions(judge(readLabelled(values.confusions), open())).join("\n"));
else if (values.train !== undefined && values.test !== undefined) {
  const label = trainOn(readLabelled(values.train), openEncoder());
  console.log(`accuracy ${accuracyOf(label, readLabelled(values.test)).toFixed(3)}`);
} else await answerLines(open());
