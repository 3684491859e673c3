import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { readModel, writeModel } from "../../src/understanding/classifier/model-file.ts";
import {
  modelFile,
  openEncoder,
  predictorOf,
  referenceEntities,
  vectorFile,
} from "../../src/understanding/load-models.ts";
import { learnedLines } from "../../src/understanding/training/article-lines.ts";
import { fingerprint, prepareTrainingSet } from "../../src/understanding/training/prepare.ts";
import { trainingSettings, trainModel } from "../../src/understanding/training/train-model.ts";

const knowledge = loadKnowledge();
const lexicon = loadLexicon();
const bytes = readFileSync(modelFile);

describe("the trained model", () => {
  it("was trained from the phrasings and the rules as they are now (else: npm run train)", () => {
    const prepared = prepareTrainingSet({
      trainingSet: learnedLines(knowledge, lexicon),
      lexicon,
      readEntities: referenceEntities(knowledge.articles, lexicon),
      encoder: openEncoder(),
    });
    expect(readModel(bytes).source).toBe(fingerprint(prepared, trainingSettings, readFileSync(vectorFile)));
  });
  it("is small", () => expect(statSync(modelFile).size).toBeLessThan(6_000_000));
  it("survives being written and read", () => {
    const { model, source } = readModel(bytes);
    expect(Buffer.from(writeModel(model, source)).equals(bytes)).toBe(true);
  });

  const few = {
    phrasings: new Map([...knowledge.phrasings].slice(0, 6).map(([label, lines]) => [label, lines.slice(0, 8)])),
    background: knowledge.background.slice(0, 20),
  };
  const quick = {
    ...trainingSettings,
    least: 1,
    meaning: { ...trainingSettings.intent, rounds: 15 },
    gate: { ...trainingSettings.oos, rounds: 15 },
  };
  const prepared = prepareTrainingSet({
    trainingSet: few,
    lexicon,
    readEntities: referenceEntities(knowledge.articles, lexicon),
    encoder: null,
  });
  const train = () => trainModel({ prepared, encoder: null, settings: quick });
  it("comes out the same to the byte when it is trained twice", () =>
    expect(Buffer.from(writeModel(train(), "x")).equals(Buffer.from(writeModel(train(), "x")))).toBe(true));

  it("works with n-grams alone where there is no encoder", () => {
    const read = predictorOf({ model: readModel(bytes).model, articles: knowledge.articles, lexicon, encoder: null });
    expect(read("how long will it take until spotify is back", "idle").label).toBe("faq:how-long");
    expect(read("bad gateway on spotify again", "idle").label).toBe("problem:spotify-502");
  });
});
