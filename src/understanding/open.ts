import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Article } from "../../knowledge/article.ts";
import { classifier } from "./classify/classifier.ts";
import type { Encoder } from "./classify/encoder.ts";
import type { Model } from "./classify/model.ts";
import { readModel } from "./classify/model-file.ts";
import { entityReader } from "./entities/read-entities.ts";
import { mender } from "./normalise/mender.ts";
import { reader, type Read } from "./read.ts";

/** Where the trained model lies; `npm run train` writes it. */
export const modelFile = fileURLToPath(new URL("trained/model.bin", import.meta.url));

/** A reader of texts from a model at hand. */
export function readerOf(options: { model: Model; articles: readonly Article[]; encoder: Encoder | null }): Read {
  const { model, articles, encoder } = options;
  return reader({
    labels: model.labels,
    exact: model.exact,
    normalise: mender(model.vocabulary),
    readEntities: entityReader(articles),
    classify: classifier({ model, encoder, share: 0.5, heat: 1 }),
  });
}

/** The reader with the model as it was trained last; reads one file, for the start of the program. */
export function openReader(options: { articles: readonly Article[] }): Read {
  const { model } = readModel(readFileSync(modelFile));
  return readerOf({ model, articles: options.articles, encoder: null });
}
