import { createInterface } from "node:readline";
import { z } from "zod";

import { awaitings } from "../../dialogs/events.ts";
import type { Consider } from "../understanding/interpretation/consider.ts";
import { confusions } from "../understanding/evaluation/confusions.ts";
import { LabelledFileError, readLabelled } from "../understanding/evaluation/labelled.ts";
import { judge, report } from "../understanding/evaluation/score.ts";
import { accuracyOf, type Example, trainOn } from "../understanding/evaluation/train-and-test.ts";
import { openEncoder, opinionFile } from "../understanding/load-models.ts";
import { joinedEncoder } from "../understanding/transformer/joined-encoder.ts";
import { openOpinion } from "../understanding/transformer/load-transformer.ts";
import { withClassifier } from "./with-classifier.ts";
import { CommandError } from "./command-error.ts";

/**
 * Texts in, labels out, one JSON object a line; with an option a report over a labelled file. Nothing but these goes to
 * stdout.
 */
export async function understand(options: UnderstandOptions): Promise<void> {
  await run(options).catch((error: unknown) => {
    throw error instanceof LabelledFileError ? new CommandError(1, error.message) : error;
  });
}

/** At most one of `score`, `confusions`, and `train` with `test`: what to measure instead of answering stdin. */
export type UnderstandOptions = {
  score?: string | undefined;
  confusions?: string | undefined;
  train?: string | undefined;
  test?: string | undefined;
};

const question = z.object({ text: z.string(), awaiting: z.enum(awaitings).default("idle") });
const wrongLine =
  'a line must be {"text": string, "awaiting"?: "idle"|"platform"|"step-result"|"resolved"|"offer-human"}';

async function answer(consider: Consider, line: string): Promise<unknown> {
  try {
    const { text, awaiting } = question.parse(JSON.parse(line));
    const { label, confidence, alternatives } = await consider(text, awaiting);
    return { label, confidence, alternatives };
  } catch {
    return { error: wrongLine };
  }
}

async function answerLines(consider: Consider): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    console.log(JSON.stringify(await answer(consider, line)));
}

/** Trains on the one set and gives the accuracy on the other. Takes minutes, so it reports its progress on stderr. */
function trainedAccuracy(train: readonly Example[], test: readonly Example[]): number {
  const tell = (what: string): void => console.error(what);
  tell(`Learning from ${train.length} lines …`);
  const label = trainOn(train, joinedEncoder(openEncoder(), openOpinion(opinionFile)));
  let read = 0;
  return accuracyOf((text) => {
    if (read % 500 === 0) tell(`Reading the lines of the test: ${read} of ${test.length} …`);
    read += 1;
    return label(text);
  }, test);
}

async function run({ score, confusions: confused, train, test }: UnderstandOptions): Promise<void> {
  if (score !== undefined) console.log(report(await judged(score)).join("\n"));
  else if (confused !== undefined) console.log(confusions(await judged(confused)).join("\n"));
  else if (train !== undefined && test !== undefined)
    console.log(`accuracy ${trainedAccuracy(readLabelled(train), readLabelled(test)).toFixed(3)}`);
  else await withClassifier(answerLines);
}

async function judged(file: string): ReturnType<typeof judge> {
  const lines = readLabelled(file);
  return withClassifier((consider) => judge(lines, consider));
}
