import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Article } from "../../knowledge/article.ts";
import { loadFactsLexicon } from "../../knowledge/facts-lexicon.ts";
import { loadGlossary } from "../../knowledge/glossary.ts";
import { loadShortAnswers } from "../../knowledge/short-answers.ts";
import { loadLexicon, loadSafetyWords, type Lexicon } from "../../knowledge/lexicon.ts";
import { referenceArticle } from "../../knowledge/reference.ts";
import { oncePer } from "../common/remember.ts";
import { classifier } from "./classifier/classifier.ts";
import { readModel, type Model } from "./classifier/model-file.ts";
import { articleNamesReader } from "./articles/article-names.ts";
import { articleReader } from "./articles/article-reader.ts";
import { referenceText } from "./articles/reference-text.ts";
import { stepTitlesReader } from "./articles/step-titles.ts";
import { triedTitlesReader } from "./articles/tried-titles.ts";
import { staticEncoder, type Encoder } from "./classifier/static-vectors.ts";
import { claimReader } from "./facts/claim-subject.ts";
import { coreWordsReader } from "./entities/core-words.ts";
import { entityReader, type ReadEntities } from "./entities/read-entities.ts";
import { messageReader, type ReadMessage } from "./facts/message-reader.ts";
import { factsReader } from "./facts/read-facts.ts";
import { safetyOf } from "./facts/safety.ts";
import { statusReader } from "./facts/status-page.ts";
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
    readEntities: referenceEntities(articles, lexicon),
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

/** Entities of texts about the reference article, which is what the models read; of all articles where there is none. */
export function referenceEntities(articles: readonly Article[], lexicon: Lexicon): ReadEntities {
  const reference = referenceArticle(articles);
  const steps = articles.flatMap((article) => article.steps);
  return entityReader(reference ? [{ ...reference, steps }] : articles, lexicon);
}

/** Reads the questions that are known by their words; one reader for all who share a lexicon. */
export const openQuestionReader = oncePer((lexicon: Lexicon) =>
  sessionQuestionReader(lexicon["session-questions"], { glossary: loadGlossary(), shortAnswers: loadShortAnswers() }),
);

/** Reads messages with their facts, about any of the articles; see `articleReader`. `score` asks the transformer. */
export function openMessageReader(options: {
  articles: readonly Article[];
  lexicon?: Lexicon;
  predict?: Predict;
  score?: ScoreText | undefined;
}): ReadMessage {
  const { articles, lexicon = loadLexicon(), score = null } = options;
  const { predict = openPredictor({ articles, lexicon }) } = options;
  const reference = referenceArticle(articles);
  const readEntities = referenceEntities(articles, lexicon);
  const words = {
    lexicon: loadFactsLexicon(),
    readSafety: safetyOf(loadSafetyWords()),
    readStatus: statusReader(lexicon.evidence),
    mayClaim: claimReader(readEntities, lexicon.claims),
    triedSteps: lexicon["tried-steps"],
    readQuestions: openQuestionReader(lexicon),
  };
  const readCoreWords = coreWordsReader(lexicon.languages, lexicon.claims);
  const readers = new Map<string, ReadMessage>();
  const readerOf = (article: Article | null): ReadMessage => {
    const id = article?.id ?? "";
    const steps = article?.steps.map((step) => step.id) ?? [];
    // "Step 3" means another one once the steps stand in another order.
    const key = [id, ...steps].join(" ");
    const made =
      readers.get(key) ??
      messageReader({
        predict,
        readFacts: factsReader({ ...words, steps, article: id, readEntities }),
        readCoreWords,
        readEntities,
        score,
      });
    readers.set(key, made);
    return made;
  };
  return articleReader({
    articles,
    reference,
    readNames: articleNamesReader(articles, lexicon),
    toReference: referenceText({ articles, reference, lexicon }),
    readTried: triedTitlesReader(lexicon["tried-steps"]),
    readTitled: stepTitlesReader(reference),
    readerOf,
  });
}

/** The whole understanding around a reader of messages about these articles. */
export function interpreterOf(options: {
  articles: readonly Article[];
  lexicon: Lexicon;
  predict: Predict;
  readMessage: ReadMessage;
}): Interpret {
  const { articles, lexicon, predict, readMessage } = options;
  const codes = new Map(articles.map(({ id, identity }) => [id, identity.code]));
  const codeOf = (article: string): string | null => codes.get(article) ?? null;
  const brands = new Map(
    articles.map(({ id, identity: { brand, brandAliases } }) => [
      id,
      [brand, ...brandAliases].map((name) => name.toLowerCase()),
    ]),
  );
  const brandsOf = (article: string): readonly string[] => brands.get(article) ?? [];
  const readQuestions = openQuestionReader(lexicon);
  return createInterpreter({ readMessage, predict, readQuestions, lexicon, codeOf, brandsOf });
}

/** The whole understanding, for the start of a program. */
export function openInterpreter(options: { articles: readonly Article[]; score?: ScoreText | undefined }): Interpret {
  const { articles } = options;
  const lexicon = loadLexicon();
  const predict = openPredictor({ articles, lexicon });
  const readMessage = openMessageReader({ ...options, lexicon, predict });
  return interpreterOf({ articles, lexicon, predict, readMessage });
}
