import { readFileSync, writeFileSync } from "node:fs";

import { loadKnowledge } from "../../knowledge/load.ts";
import { writeModel } from "../understanding/classifier/model-file.ts";
import { entityReader } from "../understanding/entities/read-entities.ts";
import { modelFile, openEncoder, tableFile } from "../understanding/load-models.ts";
import { fingerprint, prepare } from "../understanding/training/prepare.ts";
import { settings, trainModel } from "../understanding/training/train-model.ts";

/** Learns from the phrasings and writes the model that is checked in. Takes about half a minute. */
export function train(): void {
  const knowledge = loadKnowledge();
  const encoder = openEncoder();
  const prepared = prepare({ lessons: knowledge, readEntities: entityReader(knowledge.articles), encoder });
  const model = trainModel({ prepared, encoder, settings });
  const bytes = writeModel(model, fingerprint(prepared, settings, readFileSync(tableFile)));
  writeFileSync(modelFile, bytes);
  console.log(
    `${model.labels.length} labels, ${prepared.lines.length} lines, ${model.features.numbers.length} features, ${(bytes.length / 1e6).toFixed(1)} MB`,
  );
  const thinnest = [...knowledge.phrasings]
    .map(([label, lines]) => ({ label, count: lines.length }))
    .toSorted((a, b) => a.count - b.count);
  console.log(
    `fewest lines: ${thinnest
      .slice(0, 6)
      .map(({ label, count }) => `${label} ${count}`)
      .join(", ")}`,
  );
}
