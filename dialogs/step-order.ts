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
  /** The same objects until they are replaced: `steps` of each is always in the order that is in force. */
  readonly articles: readonly Article[];
  /** As its author wrote it. */
  authored(id: string): Article | undefined;
  /** Null: the author's order. An order that is not allowed, such as one for steps of an older article, is passed over. */
  use(id: string, order: readonly string[] | null): void;
  /** Takes changed articles; orders in force go on where they are still allowed. */
  replace(authored: readonly Article[]): void;
};

export function orderedArticles(written: readonly Article[]): OrderedArticles {
  const orders = new Map<string, readonly string[]>();
  const stepsOf = ({ id, steps }: Article): Article["steps"] => {
    const order = orders.get(id);
    if (!order || !isAllowedOrder(steps, order)) return steps;
    return order.flatMap((step) => steps.filter((one) => one.id === step));
  };
  const inOrder = (article: Article): Article => {
    let used: { order: readonly string[] | undefined; steps: Article["steps"] } | undefined;
    return {
      ...article,
      get steps() {
        const order = orders.get(article.id);
        if (used?.order !== order || !used) used = { order, steps: stepsOf(article) };
        return used.steps;
      },
    };
  };
  let authored = written;
  let articles = written.map(inOrder);
  return {
    get articles() {
      return articles;
    },
    authored: (id) => authored.find((article) => article.id === id),
    use(id, order) {
      if (order === null) orders.delete(id);
      else orders.set(id, order);
    },
    replace(changed) {
      authored = changed;
      articles = changed.map(inOrder);
    },
  };
}
