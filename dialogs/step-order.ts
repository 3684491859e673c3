import type { Article, Step } from "../knowledge/article.ts";

/** The order of an article's steps: the one that its author gave it, or one that a lead approved. */

type Steps = readonly Pick<Step, "id" | "asksFirst" | "observation">[];

/**
 * Whether steps may stand in this order: each of them once; those that look at something keep their place; one that
 * destroys something comes after every step that the author put before it.
 */
export function isAllowedOrder(authored: Steps, order: readonly string[]): boolean {
  const place = new Map(order.map((id, at) => [id, at]));
  const isSame = order.length === authored.length && authored.every(({ id }) => place.has(id));
  if (!isSame || place.size !== order.length) return false;
  const placeOf = (id: string): number => place.get(id) ?? -1;
  return authored.every(
    ({ id, observation, asksFirst }, at) =>
      (observation === undefined || placeOf(id) === at) &&
      (!asksFirst || authored.slice(0, at).every((before) => placeOf(before.id) < placeOf(id))),
  );
}

/** Articles whose steps can be put in another order while conversations use them. */
export type OrderedArticles = {
  /** The same objects for good: `steps` of each is always in the order that is in force. */
  articles: readonly Article[];
  /** As its author wrote it. */
  authored(id: string): Article | undefined;
  /** Null: the author's order. An order that is not allowed, such as one for steps of an older article, is passed over. */
  use(id: string, order: readonly string[] | null): void;
};

export function orderedArticles(authored: readonly Article[]): OrderedArticles {
  const steps = new Map(authored.map((article) => [article.id, article.steps]));
  const find = (id: string): Article | undefined => authored.find((article) => article.id === id);
  return {
    articles: authored.map((article) => ({
      ...article,
      get steps() {
        return steps.get(article.id) ?? article.steps;
      },
    })),
    authored: find,
    use(id, order) {
      const article = find(id);
      if (!article) return;
      const isUsed = order !== null && isAllowedOrder(article.steps, order);
      const inOrder = isUsed ? order.flatMap((step) => article.steps.filter((one) => one.id === step)) : article.steps;
      steps.set(id, inOrder);
    },
  };
}
