import type { Article } from "../../../knowledge/article.ts";
import { textLanguages } from "../../../knowledge/languages.ts";
import { type ArticleFinding, finding } from "./finding.ts";

/** Languages besides English are complete, or they are not offered: a half-translated guide helps nobody. */
export function languageFinding(article: Article): ArticleFinding {
  const { texts, byLanguage } = textLanguages(article);
  const others = [...byLanguage].filter(([language]) => language !== "en");
  const missing = others.filter(([, count]) => count < texts);
  const result = ["en", ...others.filter(([, count]) => count === texts).map(([language]) => language)].join(", ");
  const details = missing.map(([language, count]) => `${language} has ${count} of ${texts} texts and is not offered`);
  return finding("languages", "ok", missing.length === 0 ? `complete in ${result}` : `offered in ${result}`, details);
}
