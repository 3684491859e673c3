import { loadArticles } from "../../knowledge/load.ts";
import type { ReadMessage } from "../understanding/facts/message-reader.ts";
import { openMessageReader, transformerFile } from "../understanding/load-models.ts";
import { createTransformerClassifier, type ScoreText } from "../understanding/transformer/transformer-classifier.ts";

/** Generous: the service limits how long a person waits, here only a thread that hangs is cut off. */
const timeoutMs = 60_000;

/** Runs `use` with the transformer of the service, and stops its thread. */
export async function scoringTransformer<Result>(use: (score: ScoreText) => Promise<Result>): Promise<Result> {
  const transformer = createTransformerClassifier({
    file: transformerFile,
    timeoutMs,
    log: { warn: (fields: unknown) => console.error(fields) },
  });
  await transformer.start();
  try {
    return await use(transformer.score);
  } finally {
    await transformer.stop();
  }
}

/** Runs `use` with a reader of messages that has the classifiers of the service. */
export function withClassifier<Result>(use: (read: ReadMessage) => Promise<Result>): Promise<Result> {
  return scoringTransformer((score) => use(openMessageReader({ articles: loadArticles(), score })));
}
