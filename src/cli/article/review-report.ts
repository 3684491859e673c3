import { loadLexicon } from "../../../knowledge/lexicon.ts";
import { loadKnowledge } from "../../../knowledge/load.ts";
import { LabelledFileError, readLabelledFile } from "../../understanding/evaluation/labelled.ts";
import {
  labelsOfReviewed,
  measureReviewGain,
  type Phrasings,
  type ReviewGain,
} from "../../understanding/evaluation/review-gain.ts";
import type { LabelledText } from "../../understanding/evaluation/train-and-test.ts";
import { openEncoder, openMessageReader, predictorOf, referenceEntities } from "../../understanding/load-models.ts";
import { learnedLines } from "../../understanding/training/article-lines.ts";
import { prepareTrainingSet } from "../../understanding/training/prepare.ts";
import { trainingSettings, trainModel } from "../../understanding/training/train-model.ts";
import { CommandError } from "../command-error.ts";
import { runOnStore } from "../run-on-database.ts";

/** With fewer, one line more or less says nothing. */
const fewestLines = 10;
const mostNamed = 20;

/**
 * Prints whether lines added by review help with others: those of a file with a JSON object `{text, label}` a line, otherwise
 * those that leads used as examples at the desk and that are still stored. Trains three times; changes nothing.
 */
export async function reviewReport(file: string | undefined): Promise<void> {
  const knowledge = loadKnowledge();
  if (file !== undefined) return print(await reportOn(linesOf(file), knowledge));
  return runOnStore(async (store) => {
    const texts = await store.review.texts({ from: 0, before: Number.MAX_SAFE_INTEGER });
    const used = texts.filter(({ reviewed }) => reviewed === "used").map(({ text }) => text);
    return reportOn(labelsOfReviewed(knowledge.phrasings, used), knowledge);
  });
}

const print = (text: string): void => void process.stdout.write(text);

function linesOf(file: string): LabelledText[] {
  try {
    return readLabelledFile(file).filter(({ awaiting }) => awaiting === "idle");
  } catch (error) {
    throw error instanceof LabelledFileError ? new CommandError(1, error.message) : error;
  }
}

async function reportOn(
  reviewed: readonly LabelledText[],
  knowledge: ReturnType<typeof loadKnowledge>,
): Promise<string> {
  if (reviewed.length < fewestLines)
    return `There are ${reviewed.length} reviewed lines; with fewer than ${fewestLines} there is nothing to measure.\n`;
  const lexicon = loadLexicon();
  const encoder = openEncoder();
  const { articles } = knowledge;
  const train = (phrasings: Phrasings) => {
    process.stderr.write("Training (a minute or two) …\n");
    const trainingSet = learnedLines({ ...knowledge, phrasings: new Map(phrasings) }, lexicon);
    const readEntities = referenceEntities(articles, lexicon);
    const prepared = prepareTrainingSet({ trainingSet, lexicon, readEntities, encoder });
    const model = trainModel({ prepared, encoder, settings: trainingSettings });
    const predict = predictorOf({ model, articles, lexicon, encoder });
    const read = openMessageReader({ articles, lexicon, predict });
    return async (text: string) => (await read(text, { asked: "idle", step: null, article: null })).prediction.label;
  };
  return textOf(await measureReviewGain({ phrasings: knowledge.phrasings, reviewed, train }));
}

function textOf({ lines, rightWithout, rightWith, gained, lost }: ReviewGain): string {
  const share = (count: number): string => `${count} of ${lines} (${(count / lines).toFixed(3)})`;
  const named = (title: string, some: readonly LabelledText[]): string[] => [
    `${title}: ${some.length}`,
    ...some.slice(0, mostNamed).map(({ label, text }) => `  ${label}  ${text.replaceAll(/\s+/g, " ")}`),
  ];
  return `${[
    `Reviewed lines read right by a model that learned none of them: ${share(rightWithout)}`,
    `Read right by a model that learned the other half of them:      ${share(rightWith)}`,
    ...named("Right only with the others", gained),
    ...named("Wrong only with the others", lost),
  ].join("\n")}\n`;
}
