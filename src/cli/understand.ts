import { createInterface } from "node:readline";
import { z } from "zod";

import { factsByValue, factsReport } from "../understanding/evaluation/facts-report.ts";
import { LabelledFileError, readLabelledFile } from "../understanding/evaluation/labelled.ts";
import { confusionReport, labelReport, predictAll } from "../understanding/evaluation/score.ts";
import { accuracyOf, type LabelledText, trainOn } from "../understanding/evaluation/train-and-test.ts";
import { factsAwaiting } from "../understanding/facts/message-facts.ts";
import type { ReadMessage } from "../understanding/facts/message-reader.ts";
import { openEncoder, transformerFile } from "../understanding/load-models.ts";
import { joinedEncoder, openTransformer } from "../understanding/transformer/load-transformer.ts";
import { explanationOf } from "./explain.ts";
import { withClassifier } from "./with-classifier.ts";
import { CommandError } from "./command-error.ts";

/**
 * Texts in, labels and facts out, one JSON object a line; with an option a report over a labelled file. Nothing but
 * these goes to stdout.
 */
export async function understand(options: UnderstandOptions): Promise<void> {
  await run(options).catch((error: unknown) => {
    throw error instanceof LabelledFileError ? new CommandError(1, error.message) : error;
  });
}

/**
 * At most one of `explain`, `score`, `confusions`, `facts`, and `train` with `test`: what to do instead of answering stdin.
 * `awaiting` and `step` belong to `explain`.
 */
export type UnderstandOptions = {
  explain?: string | undefined;
  awaiting?: string | undefined;
  step?: string | undefined;
  score?: string | undefined;
  confusions?: string | undefined;
  facts?: string | undefined;
  train?: string | undefined;
  test?: string | undefined;
};

const question = z.object({
  text: z.string(),
  awaiting: z.enum(factsAwaiting).default("idle"),
  step: z.string().nullish(),
  article: z.string().nullish(),
});
const wrongLine = `a line must be {"text": string, "awaiting"?: ${factsAwaiting.map((one) => `"${one}"`).join("|")}, "step"?: string, "article"?: string}`;

async function answer(read: ReadMessage, line: string): Promise<unknown> {
  const parsed = question.safeParse(jsonOf(line));
  if (!parsed.success) return { error: wrongLine };
  const { text, awaiting, step, article } = parsed.data;
  const { prediction, facts } = await read(text, { asked: awaiting, step: step ?? null, article: article ?? null });
  const { label, confidence, alternatives } = prediction;
  return { label, confidence, alternatives, facts };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function answerLines(read: ReadMessage): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    console.log(JSON.stringify(await answer(read, line)));
}

/** Trains on the one set and gives the accuracy on the other. Takes minutes, so it reports its progress on stderr. */
function trainedAccuracy(train: readonly LabelledText[], test: readonly LabelledText[]): number {
  const report = (what: string): void => console.error(what);
  report(`Learning from ${train.length} lines …`);
  const label = trainOn(train, joinedEncoder(openEncoder(), openTransformer(transformerFile)));
  let read = 0;
  return accuracyOf((text) => {
    if (read % 500 === 0) report(`Reading the lines of the test: ${read} of ${test.length} …`);
    read += 1;
    return label(text);
  }, test);
}

async function run(options: UnderstandOptions): Promise<void> {
  const { explain, score, confusions, facts, train, test } = options;
  if (explain !== undefined) {
    const asked = factsAwaiting.find((one) => one === options.awaiting);
    if (!asked) throw new CommandError(2, `error: --awaiting is one of ${factsAwaiting.join(", ")}`);
    console.log(await explanationOf(explain, { asked, step: options.step ?? null }));
  } else if (score !== undefined) {
    const lines = readLabelledFile(score);
    const scored = await withClassifier((read) => predictAll(lines, read));
    console.log([...factsReport(lines, scored), ...labelReport(scored)].join("\n"));
  } else if (confusions !== undefined) {
    const lines = readLabelledFile(confusions);
    console.log(confusionReport(await withClassifier((read) => predictAll(lines, read))).join("\n"));
  } else if (facts !== undefined) {
    const lines = readLabelledFile(facts);
    const scored = await withClassifier((read) => predictAll(lines, read));
    const report = [...factsReport(lines, scored), ...factsByValue(lines, scored)];
    console.log(report.length === 0 ? "No line of this file has facts." : report.join("\n"));
  } else if (train !== undefined && test !== undefined)
    console.log(`accuracy ${trainedAccuracy(readLabelledFile(train), readLabelledFile(test)).toFixed(3)}`);
  else await withClassifier(answerLines);
}
