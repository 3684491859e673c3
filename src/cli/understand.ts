import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";

import { awaitings } from "../../dialogs/events.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { withFallback, type PredictWithFallback } from "../understanding/interpretation/predict.ts";
import { confusionReport } from "../understanding/evaluation/score.ts";
import { LabelledFileError, readLabelledFile } from "../understanding/evaluation/labelled.ts";
import { predictAll, labelReport } from "../understanding/evaluation/score.ts";
import { accuracyOf, type LabelledText, trainOn } from "../understanding/evaluation/train-and-test.ts";
import { openEncoder, openPredictor, transformerFile } from "../understanding/load-models.ts";
import { joinedEncoder } from "../understanding/transformer/load-transformer.ts";
import { openTransformer } from "../understanding/transformer/load-transformer.ts";
import { createTransformerClassifier } from "../understanding/transformer/transformer-classifier.ts";

/**
 * `npm run understand`: texts in, labels out, one JSON object a line. With `--score FILE` a report over a labelled
 * file,
 * with `--confusions FILE` what is taken for what and how honest the confidence is, with `--train FILE --test FILE` the
 * accuracy of the same classifier on any labelled set.
 */

const question = z.object({ text: z.string(), awaiting: z.enum(awaitings).default("idle") });
const wrongLine =
  'a line must be {"text": string, "awaiting"?: "idle"|"platform"|"step-result"|"resolved"|"offer-human"}';

async function answer(predict: PredictWithFallback, line: string): Promise<unknown> {
  try {
    const { text, awaiting } = question.parse(JSON.parse(line));
    const { label, confidence, alternatives } = await predict(text, awaiting);
    return { label, confidence, alternatives };
  } catch {
    return { error: wrongLine };
  }
}

async function answerLines(predict: PredictWithFallback): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    console.log(JSON.stringify(await answer(predict, line)));
}

/** Predicts as the service does, but waits for the transformer however long it takes. */
async function reading<Result>(use: (predict: PredictWithFallback) => Promise<Result>): Promise<Result> {
  const transformer = createTransformerClassifier({
    file: transformerFile,
    timeoutMs: 60_000,
    log: { warn: (fields: unknown) => console.error(fields) },
  });
  await transformer.start();
  const result = await use(
    withFallback({ predict: openPredictor({ articles: loadArticles() }), score: transformer.score }),
  );
  await transformer.stop();
  return result;
}

/**
 * Learns the one set and reads the other, as well as we can without knowing the labels; it takes minutes, so it says
 * how far it is.
 */
function trainedAccuracy(train: readonly LabelledText[], test: readonly LabelledText[]): number {
  const tell = (what: string): void => console.error(what);
  tell(`Learning from ${train.length} lines …`);
  const label = trainOn(train, joinedEncoder(openEncoder(), openTransformer(transformerFile)));
  let read = 0;
  return accuracyOf((text) => {
    if (read % 500 === 0) tell(`Reading the lines of the test: ${read} of ${test.length} …`);
    read += 1;
    return label(text);
  }, test);
}

const usage = `Usage: npm run --silent understand -- [--score FILE | --confusions FILE | --train FILE --test FILE]
Without any of these it answers what it is given, one {"text": string, "awaiting"?: string} a line.`;

type Wish = {
  score?: string | undefined;
  confusions?: string | undefined;
  train?: string | undefined;
  test?: string | undefined;
};

function wishOf(): Wish | null {
  const file = { type: "string" } as const;
  try {
    const { values } = parseArgs({ options: { score: file, confusions: file, train: file, test: file } });
    return (values.train === undefined) === (values.test === undefined) ? values : null;
  } catch {
    return null;
  }
}

async function run({ score, confusions: confused, train, test }: Wish): Promise<void> {
  if (score !== undefined) console.log(labelReport(await judged(score)).join("\n"));
  else if (confused !== undefined) console.log(confusionReport(await judged(confused)).join("\n"));
  else if (train !== undefined && test !== undefined)
    console.log(`accuracy ${trainedAccuracy(readLabelledFile(train), readLabelledFile(test)).toFixed(3)}`);
  else await reading(answerLines);
}

async function judged(file: string): ReturnType<typeof predictAll> {
  const lines = readLabelledFile(file);
  return reading((predict) => predictAll(lines, predict));
}

const wish = wishOf();
if (!wish) {
  console.error(usage);
  process.exitCode = 2;
} else
  await run(wish).catch((error: unknown) => {
    if (!(error instanceof LabelledFileError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
