import { readFileSync, writeFileSync } from "node:fs";

import { loadLexicon } from "../../knowledge/lexicon.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { showProgress } from "./progress-bar.ts";
import { writeModel } from "../understanding/classifier/model-file.ts";
import { modelFile, openEncoder, referenceEntities, vectorFile } from "../understanding/load-models.ts";
import { learnedLines } from "../understanding/training/article-lines.ts";
import { fingerprint, prepareTrainingSet } from "../understanding/training/prepare.ts";
import { iterationsOf, trainingSettings, trainModel } from "../understanding/training/train-model.ts";

/** Learns from the phrasings and messages and writes the model that is checked in. Takes about a minute. */
export function train(): void {
  const knowledge = loadKnowledge();
  const lexicon = loadLexicon();
  const encoder = openEncoder();
  const trainingSet = learnedLines(knowledge, lexicon);
  const prepared = prepareTrainingSet({
    trainingSet,
    lexicon,
    readEntities: referenceEntities(knowledge.articles, lexicon),
    encoder,
  });
  const progress = showProgress("Training", iterationsOf(trainingSettings));
  let iterations = 0;
  const onIteration = (): void => progress.show((iterations += 1));
  const model = trainModel({ prepared, encoder, settings: trainingSettings, onIteration });
  progress.end();
  const bytes = writeModel(model, fingerprint(prepared, trainingSettings, readFileSync(vectorFile)));
  writeFileSync(modelFile, bytes);
  console.log(
    `${model.labels.length} labels, ${prepared.examples.length} lines, ${model.features.ids.length} features, ${(bytes.length / 1e6).toFixed(1)} MB`,
  );
  const thinnest = [...trainingSet.phrasings]
    .map(([label, lines]) => ({ label, count: lines.length }))
    .toSorted((a, b) => a.count - b.count);
  console.log(
    `fewest lines: ${thinnest
      .slice(0, 6)
      .map(({ label, count }) => `${label} ${count}`)
      .join(", ")}`,
  );
}
