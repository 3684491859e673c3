import type { Article } from "./article.ts";
import { knowledgeDirectory, referenceId } from "./load.ts";

/** The article that the models have learned most of; null where it is not among these. */
export function referenceArticle<Known extends Pick<Article, "id">>(
  articles: readonly Known[],
  directory: string = knowledgeDirectory,
): Known | null {
  const id = referenceId(directory);
  return articles.find((article) => article.id === id) ?? null;
}
