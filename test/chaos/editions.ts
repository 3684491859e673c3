import type { Article } from "../../knowledge/article.ts";
import { testArticles } from "../support/test-articles.ts";

/**
 * The articles of the tests, and the same as somebody edited them while people were in the middle of them: one step is
 * gone, one has another id, one other words.
 */
export const editions: readonly (readonly Article[])[] = [testArticles, testArticles.map(edited)];

function edited(article: Article): Article {
  const [first, renamed, , ...others] = article.steps;
  if (!first || !renamed) return article;
  return {
    ...article,
    steps: [
      { ...first, title: { ...first.title, en: `${first.title.en} (edited)` } },
      { ...renamed, id: `${renamed.id}-renamed` },
      ...others,
    ],
  };
}
