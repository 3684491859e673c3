import { readFileSync } from "node:fs";

import { loadLexicon } from "../../../knowledge/lexicon.ts";
import type { Knowledge } from "../../../knowledge/load.ts";
import { readModel } from "../../understanding/classifier/model-file.ts";
import type { ReadMessage } from "../../understanding/facts/message-reader.ts";
import type { Interpret } from "../../understanding/interpretation/interpretation.ts";
import {
  interpreterOf,
  modelFile,
  openEncoder,
  openMessageReader,
  predictorOf,
  referenceEntities,
  transformerFile,
  vectorFile,
} from "../../understanding/load-models.ts";
import { createTransformerClassifier } from "../../understanding/transformer/transformer-classifier.ts";
import { learnedLines, type LeftOut } from "../../understanding/training/article-lines.ts";
import { fingerprint, prepareTrainingSet } from "../../understanding/training/prepare.ts";
import { trainingSettings, trainModel } from "../../understanding/training/train-model.ts";

/** The understanding as it is once these articles are learned, which may be before the model's file is written. */
export type AuthorUnderstanding = {
  read: ReadMessage;
  interpret: Interpret;
  /** The model's file does not hold these phrasings yet, so they were learned in memory. */
  stale: boolean;
  leftOut: readonly LeftOut[];
};

/** Generous: only a thread that hangs is cut off. */
const timeoutMs = 60_000;

/** Learns what the model's file does not hold yet, and runs `use`. `onTraining`: it begins to learn. */
export async function withAuthorUnderstanding<Result>(
  knowledge: Knowledge,
  onTraining: () => void,
  use: (understanding: AuthorUnderstanding) => Promise<Result>,
): Promise<Result> {
  const { articles } = knowledge;
  const lexicon = loadLexicon();
  const encoder = openEncoder();
  const trainingSet = learnedLines(knowledge, lexicon);
  const readEntities = referenceEntities(articles, lexicon);
  const prepared = prepareTrainingSet({ trainingSet, lexicon, readEntities, encoder });
  const written = readModel(readFileSync(modelFile));
  const stale = written.source !== fingerprint(prepared, trainingSettings, readFileSync(vectorFile));
  if (stale) onTraining();
  const model = stale ? trainModel({ prepared, encoder, settings: trainingSettings }) : written.model;
  const predict = predictorOf({ model, articles, lexicon, encoder });
  const log = { warn: (fields: unknown) => console.error(fields) };
  const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs, log });
  await transformer.start();
  try {
    const read = openMessageReader({ articles, lexicon, predict, score: transformer.score });
    const interpret = interpreterOf({ readMessage: read, predict, lexicon, articles });
    return await use({ read, interpret, stale, leftOut: trainingSet.leftOut });
  } finally {
    await transformer.stop();
  }
}
