import type { Article } from "../../knowledge/article.ts";
import type { SpokenEvent } from "../events.ts";
import { articleWords } from "../wording/product-en.ts";
import type { Choice } from "./reply.ts";
import { choose, local } from "./render-context.ts";
import type { RenderContext } from "./render-context.ts";

/**
 * The choice between articles: buttons for brands where there are several, then for the errors of one; never more than
 * five with those that lead on.
 */

/** Entries a page, beside the button for something else or more, and the one for a person. */
const perPage = 3;

/** What is done once the article is chosen: its question is answered, its step shown, or its guide begun. */
type Then = { answer?: string | null; step?: string | null; sample?: string | null };

/** `sample`: the article whose answer was given already. */
const opened = (article: string, { answer, step, sample }: Then): SpokenEvent =>
  answer && article !== sample
    ? { type: "ask", answer, among: [article] }
    : step
      ? { type: "step.go", step, among: [article] }
      : { type: "problem.known", article };

const browsed = (then: Then, more: { brand?: string; among?: string[]; page?: number }): SpokenEvent => ({
  type: "browse",
  ...more,
  ...(then.answer ? { answer: then.answer } : {}),
  ...(then.step ? { step: then.step } : {}),
});

/** Brands of these articles, those with most articles first. */
export function brandsOf(articles: readonly Article[]): (readonly [string, readonly Article[]])[] {
  return [...Map.groupBy(articles, ({ identity }) => identity.brand)].toSorted(
    ([a, some], [b, others]) => others.length - some.length || a.localeCompare(b),
  );
}

/** A button for each article while they are few, else for each brand. */
function entries(context: RenderContext, articles: readonly Article[], then: Then): Choice[] {
  const byTitle = (article: Article, means?: "yes"): Choice =>
    choose(context, local(context, article.facts.title), opened(article.id, then), means);
  const brands = brandsOf(articles);
  if (articles.length <= perPage || brands.length === 1)
    return articles.map((article) => byTitle(article, articles.length === 1 ? "yes" : undefined));
  const { articles: all } = context.guides;
  return brands.map(([brand, own]) => {
    const [first] = own;
    const isWhole = own.length === all.filter(({ identity }) => identity.brand === brand).length;
    if (own.length === 1 && first) return byTitle(first);
    return choose(context, brand, browsed(then, isWhole ? { brand } : { among: own.map(({ id }) => id) }));
  });
}

/** One page of entries; `rest` follows where there is no more to show, else a button for more. */
function pageOf(
  context: RenderContext,
  all: readonly Choice[],
  page: number,
  ends: { more: SpokenEvent; rest: readonly Choice[] },
): Choice[] {
  const shown = all.slice(page * perPage, (page + 1) * perPage);
  const hasMore = all.length > (page + 1) * perPage;
  return [...shown, ...(hasMore ? [choose(context, articleWords.more, ends.more)] : ends.rest)];
}

/** Which of these articles it is, or none of them. */
export function problemChoices(context: RenderContext, articles: readonly Article[]): Choice[] {
  const none = choose(
    context,
    context.wording.choices.anotherError,
    { type: "problem.other", named: "no-code" },
    articles.length === 1 ? "no" : undefined,
  );
  const isAll = articles.length === context.guides.articles.length;
  const among = isAll ? {} : { among: articles.map(({ id }) => id) };
  return pageOf(context, entries(context, articles, {}), 0, { more: browsed({}, { ...among, page: 1 }), rest: [none] });
}

/** The same, page by page, to answer a question or show a step of the article that is chosen. */
export function browseChoices(
  context: RenderContext,
  articles: readonly Article[],
  { page, among, brand, ...then }: Then & { page: number; among: readonly string[] | null; brand: string | null },
): Choice[] {
  const none = choose(context, context.wording.choices.anotherError, { type: "problem.other", named: "no-code" });
  const at = { ...(brand === null ? {} : { brand }), ...(among === null ? {} : { among: [...among] }), page: page + 1 };
  return pageOf(context, entries(context, articles, then), page, { more: browsed(then, at), rest: [none] });
}

/** What can be started from nowhere: the first few, and a way to all others. */
export function startEntries(context: RenderContext): Choice[] {
  const somethingElse = choose(context, context.wording.choices.somethingElse, { type: "problem.unspecified" });
  return [...entries(context, context.guides.articles, {}).slice(0, perPage), somethingElse];
}

/** Characters that brands may take in a sentence. */
const maxNames = 80;

/** "Spotify error 502", or the brands where there are many: what there are guides for. */
export function topics(context: RenderContext): string {
  const { articles } = context.guides;
  if (articles.length <= perPage)
    return articleWords.list(articles.map((article) => local(context, article.facts.title)));
  const brands = brandsOf(articles).map(([brand]) => brand);
  const names: string[] = [];
  for (const brand of brands) {
    if ([...names, brand].join(", ").length > maxNames) break;
    names.push(brand);
  }
  const left = brands.length - names.length;
  const { others, errorsOf } = articleWords;
  return errorsOf(left > 0 ? others(names.join(", "), left) : names.join(", "));
}
