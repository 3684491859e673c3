import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

import type { Article } from "./article.ts";
import { knowledgeDirectory } from "./load.ts";

const schema = z.strictObject({ version: z.literal(1), article: z.string() });

/** The article that the models have learned most of; null where it is not among these. */
export function referenceArticle<Known extends Pick<Article, "id">>(
  articles: readonly Known[],
  directory: string = knowledgeDirectory,
): Known | null {
  const file = join(directory, "reference.yaml");
  if (!existsSync(file)) return null;
  const { article } = schema.parse(parse(readFileSync(file, "utf8")));
  return articles.find(({ id }) => id === article) ?? null;
}
