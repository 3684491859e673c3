import { loadArticles } from "../../knowledge/load.ts";
import { considering, type Consider } from "../understanding/interpretation/consider.ts";
import { openReader, opinionFile } from "../understanding/load-models.ts";
import { createTransformerClassifier } from "../understanding/transformer/transformer-classifier.ts";

/** Generous: the service limits how long a person waits, here only a thread that hangs is cut off. */
const withinMs = 60_000;

/** Runs `use` with the classifiers as the service has them, and stops their thread. */
export async function withClassifier<Result>(use: (consider: Consider) => Promise<Result>): Promise<Result> {
  const transformer = createTransformerClassifier({
    file: opinionFile,
    within: withinMs,
    onTrouble: (err) => console.error(err),
  });
  await transformer.start();
  try {
    return await use(considering({ read: openReader({ articles: loadArticles() }), ask: transformer.ask }));
  } finally {
    await transformer.stop();
  }
}
