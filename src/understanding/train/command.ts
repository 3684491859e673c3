import { writeFileSync } from "node:fs";

import { loadKnowledge } from "../../../knowledge/load.ts";
import { writeModel } from "../classify/model-file.ts";
import { entityReader } from "../entities/read-entities.ts";
import { modelFile, openEncoder } from "../open.ts";
import { fingerprint } from "./fingerprint.ts";
import { settings, trainModel } from "./train-model.ts";

/** `npm run train`: learns from the phrasings and writes the model that is checked in. */
const knowledge = loadKnowledge();
const model = trainModel({ lessons: knowledge, readEntities: entityReader(knowledge.articles), encoder: openEncoder(), settings });
const bytes = writeModel(model, fingerprint(knowledge));
writeFileSync(modelFile, bytes);
console.log(`${model.labels.length} labels, ${model.features.numbers.length} features, ${(bytes.length / 1e6).toFixed(1)} MB`);
