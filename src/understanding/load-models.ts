import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Article } from "../../knowledge/article.ts";
import { classifier } from "./classifier/classifier.ts";
import type { Encoder } from "./classifier/encoder.ts";
import type { Model } from "./classifier/model.ts";
import { readModel } from "./classifier/model-file.ts";
import { tableEncoder } from "./classifier/static-vectors.ts";
import { entityReader } from "./entities/read-entities.ts";
import { mender } from "./normalise/spelling-corrector.ts";
import { reader, type Read } from "./interpretation/predict.ts";

/** Where the trained model lies; `npm run train` writes it. */
export const modelFile = fileURLToPath(new URL("../../knowledge/models/intent-model.bin", import.meta.url));
/** Where the table of static vectors lies; `knowledge/encoder/` says how it was made. */
export const tableFile = fileURLToPath(new URL("../../knowledge/models/table.bin", import.meta.url));

/** Where the second reader's numbers lie; `knowledge/encoder/` says how they were made. */
export const opinionFile = fileURLToPath(new URL("../../knowledge/models/opinion.bin", import.meta.url));

/** How the parts are mixed; chosen on own development texts. */
const mixing = { share: 0.3, heat: 0.75 };

/** A reader of texts from a model at hand. */
export function readerOf(options: { model: Model; articles: readonly Article[]; encoder: Encoder | null }): Read {
  const { model, articles, encoder } = options;
  return reader({
    labels: model.labels,
    exact: model.exact,
    normalise: mender(model.vocabulary, (word) => encoder?.knows(word) ?? false),
    readEntities: entityReader(articles),
    classify: classifier({ model, encoder, ...mixing }),
  });
}

/** The table of vectors, read from its file. */
export const openEncoder = (): Encoder => tableEncoder(readFileSync(tableFile));

/** The reader with the model as it was trained last; reads two files, for the start of the program. */
export function openReader(options: { articles: readonly Article[] }): Read {
  return readerOf({
    model: readModel(readFileSync(modelFile)).model,
    articles: options.articles,
    encoder: openEncoder(),
  });
}
