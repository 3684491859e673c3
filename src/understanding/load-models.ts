import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Article } from "../../knowledge/article.ts";
import { loadFactsLexicon } from "../../knowledge/facts-lexicon.ts";
import { loadGlossary } from "../../knowledge/glossary.ts";
import { loadLexicon, loadSafetyWords, type Lexicon } from "../../knowledge/lexicon.ts";
import { classifier } from "./classifier/classifier.ts";
import { readModel, type Model } from "./classifier/model-file.ts";
import { staticEncoder, type Encoder } from "./classifier/static-vectors.ts";
import { coreWordsReader } from "./entities/core-words.ts";
import { entityReader } from "./entities/read-entities.ts";
import { messageReader, type ReadMessage } from "./facts/message-reader.ts";
import { factsReader } from "./facts/read-facts.ts";
import { sessionQuestionReader } from "./facts/session-questions.ts";
import { fixedRequests } from "./interpretation/fixed-requests.ts";
import { createInterpreter } from "./interpretation/interpret.ts";
import type { Interpret } from "./interpretation/interpretation.ts";
import type { ScoreText } from "./transformer/transformer-classifier.ts";
import { spellingCorrector } from "./normalise/spelling-corrector.ts";
import { predictor, type Predict } from "./interpretation/predict.ts";

const file = (name: string): string => fileURLToPath(new URL(`../../knowledge/models/${name}`, import.meta.url));

/** The classifiers; `npm run train` writes them. */
export const modelFile = file("intent-model.bin");
/** The static vectors and the transformer; `knowledge/models/README.md` says how they were made. */
export const vectorFile = file("table.bin");
export const transformerFile = file("transformer.bin");

/** How the classifiers are mixed; chosen on own development texts. */
const mixing = { vectorWeight: 0.3, temperature: 0.75 };

/** The predictor of a model in memory. */
export function predictorOf(options: {
  model: Model;
  articles: readonly Article[];
  lexicon: Lexicon;
  encoder: Encoder | null;
}): Predict {
  const { model, articles, lexicon, encoder } = options;
  return predictor({
    labels: model.labels,
    exact: model.exact,
    normalise: spellingCorrector(lexicon, model.vocabulary, (word) => encoder?.knows(word) ?? false),
    readEntities: entityReader(articles, lexicon),
    classify: classifier({ model, encoder, ...mixing }),
    matchCommand: fixedRequests(lexicon).matchCommand,
  });
}

/** Reads the static vectors. */
export const openEncoder = (): Encoder => staticEncoder(readFileSync(vectorFile));

/** The predictor of the model that was trained last; reads its files and the lexicon. */
export function openPredictor(options: { articles: readonly Article[]; lexicon?: Lexicon }): Predict {
  const { articles, lexicon = loadLexicon() } = options;
  const { model } = readModel(readFileSync(modelFile));
  return predictorOf({ model, articles, lexicon, encoder: openEncoder() });
}

/** Reads messages with their facts, for the first article; see `MessageReading`. `score` asks the transformer. */
export function openMessageReader(options: {
  articles: readonly Article[];
  lexicon?: Lexicon;
  predict?: Predict;
  score?: ScoreText | undefined;
}): ReadMessage {
  const { articles, lexicon = loadLexicon(), score = null } = options;
  const { predict = openPredictor({ articles, lexicon }) } = options;
  const [article] = articles;
  const readFacts = factsReader({
    lexicon: loadFactsLexicon(),
    steps: article?.steps.map(({ id }) => id) ?? [],
    article: article?.id ?? "",
    readEntities: entityReader(articles, lexicon),
    statusHints: lexicon.evidence.statusHints,
    triedSteps: lexicon["tried-steps"],
    readQuestions: sessionQuestionReader(lexicon["session-questions"], loadGlossary()),
    safetyWords: loadSafetyWords(),
  });
  return messageReader({ predict, readFacts, readCoreWords: coreWordsReader(lexicon.languages), score });
}

/** The whole understanding, for the start of a program. */
export function openInterpreter(options: { articles: readonly Article[]; score?: ScoreText | undefined }): Interpret {
  const lexicon = loadLexicon();
  const predict = openPredictor({ articles: options.articles, lexicon });
  const readMessage = openMessageReader({ ...options, lexicon, predict });
  return createInterpreter({ readMessage, predict, lexicon, glossary: loadGlossary() });
}
