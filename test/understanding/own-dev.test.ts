import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { equivalentLabel, readLabelledFile } from "../../src/understanding/evaluation/labelled.ts";
import { openMessageReader, transformerFile } from "../../src/understanding/load-models.ts";
import type { ScoreText } from "../../src/understanding/transformer/transformer-classifier.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { testArticles } from "../support/test-articles.ts";

/**
 * Lines of an author who never saw the training phrasings. Every second one (odd) was kept from the tuning of the first
 * reader.
 */
const lines = readLabelledFile(fileURLToPath(new URL("own-dev.jsonl", import.meta.url)));
const articles = testArticles;
const opinion = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
beforeAll(opinion.start);
afterAll(opinion.stop);

async function rightAnswers(ask: ScoreText | null): Promise<boolean[]> {
  const read = openMessageReader({ articles, score: ask ?? undefined });
  const right: boolean[] = [];
  for (const { text, label, awaiting } of lines) {
    const { label: predicted } = (await read(text, { asked: awaiting, step: null })).prediction;
    right.push(equivalentLabel(predicted, awaiting) === equivalentLabel(label, awaiting));
  }
  return right;
}
const share = (right: readonly boolean[]): number => right.filter(Boolean).length / right.length;

describe("understanding of unseen texts does not fall below what was reached", () => {
  it("on the lines kept from tuning, and on all", async () => {
    const right = await rightAnswers(null);
    expect(share(right.filter((_, at) => at % 2 === 1))).toBeGreaterThanOrEqual(0.845);
    expect(share(right)).toBeGreaterThanOrEqual(0.88);
  });
  it("on all lines with a second opinion on the unsure ones", { timeout: 240_000 }, async () =>
    expect(share(await rightAnswers(opinion.score))).toBeGreaterThanOrEqual(0.915),
  );
});
