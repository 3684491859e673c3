import { stringify } from "yaml";

import { loadArticles } from "../../../knowledge/load.ts";
import { requireArticle } from "./article-check.ts";

/** Prints an article as the assistant knows it. */
export function showArticle(id: string): void {
  requireArticle(id);
  const article = loadArticles().find((one) => one.id === id);
  process.stdout.write(stringify(article, { aliasDuplicateObjects: false, lineWidth: 120 }));
}
