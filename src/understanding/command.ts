import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";

import { awaitings } from "../../dialogs/events.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { considering, type Consider } from "./consider.ts";
import { confusions } from "./measure/confusions.ts";
import { readLabelled } from "./measure/labelled.ts";
import { judge, report } from "./measure/score.ts";
import { accuracyOf, type Example, trainOn } from "./measure/train-and-test.ts";
import { openEncoder, openReader, opinionFile } from "./open.ts";
import { joinedEncoder } from "./opinion/joined-encoder.ts";
import { openOpinion } from "./opinion/open-opinion.ts";
import { secondOpinion } from "./opinion/second-opinion.ts";

/**
 * `npm run understand`: texts in, labels out, one JSON object a line. With `--score FILE` a report over a labelled file,
 * with `--confusions FILE` what is taken for what and how honest the confidence is, with `--train FILE --test FILE` the
 * accuracy of the same classifier on any labelled set.
 */

const question = z.object({ text: z.string(), awaiting: z.enum(awaitings).default("idle") });
const wrongLine = 'a line must be {"text": string, "awaiting"?: "idle"|"platform"|"step-result"|"resolved"|"offer-human"}';

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

/** The service's own way of reading; here an answer may take as long as it takes. */
async function reading<Result>(use: (consider: Consider) => Promise<Result>): Promise<Result> {
  const opinion = secondOpinion({ file: opinionFile, within: 60_000, onTrouble: (err) => console.error(err) });
  await opinion.start();
  const result = await use(considering({ read: openReader({ articles: loadArticles() }), ask: opinion.ask }));
  await opinion.stop();
  return result;
}

/** Learns the one set and reads the other, as well as we can without knowing the labels; it takes minutes, so it says how far it is. */
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

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { score: text, confusions: text, train: text, test: text } });

if (values.score !== undefined) console.log(report(await reading((consider) => judge(readLabelled(values.score!), consider))).join("\n"));
else if (values.confusions !== undefined) console.log(confusions(await reading((consider) => judge(readLabelled(values.confusions!), consider))).join("\n"));
else if (values.train !== undefined && values.test !== undefined) {
  console.log(`accuracy ${trainedAccuracy(readLabelled(values.train), readLabelled(values.test)).toFixed(3)}`);
} else await reading(answerLines);
