import type { Article, Device, Step } from "../../../knowledge/article.ts";
import type { Cause } from "./worlds.ts";

/**
 * The order that somebody would choose who knows all causes: the cheapest that the rules for orders allow, found by
 * moving single steps for as long as that helps.
 */
export function bestOrder(article: Pick<Article, "steps">, causes: readonly Cause[], device: Device): string[] {
  const { steps } = article;
  let best = steps.map(({ id }) => id);
  let cost = costOf(steps, best, causes, device);
  for (let improved = true; improved;) {
    improved = false;
    for (const order of neighbours(best)) {
      if (!isAllowed(steps, order)) continue;
      const other = costOf(steps, order, causes, device);
      if (other >= cost - 1e-9) continue;
      [best, cost, improved] = [order, other, true];
    }
  }
  return best;
}

/** Every order in which two steps have changed places, or one was moved. */
function neighbours(order: readonly string[]): string[][] {
  const places = order.map((_, at) => at);
  return places.flatMap((from) =>
    places.flatMap((to) => {
      const swapped = [...order];
      [swapped[from], swapped[to]] = [order[to] ?? "", order[from] ?? ""];
      const moved = order.filter((_, at) => at !== from);
      moved.splice(to, 0, order[from] ?? "");
      return [swapped, moved];
    }),
  );
}

/** Steps that look at something stay where they are; what destroys comes after all that the article has before it. */
function isAllowed(steps: readonly Step[], order: readonly string[]): boolean {
  return steps.every((step, at) => {
    if (step.observation) return order[at] === step.id;
    if (!step.asksFirst) return true;
    const place = order.indexOf(step.id);
    return steps.slice(0, at).every((before) => before.observation || order.indexOf(before.id) < place);
  });
}

/** What a talk costs on average, with the chances of `simulate-talks.ts` left out. */
function costOf(steps: readonly Step[], order: readonly string[], causes: readonly Cause[], device: Device): number {
  const minutesOf = new Map(steps.map((step) => [step.id, "instructions" in step.on[device] ? step.minutes : 0]));
  return causes.reduce((sum, { chance, cures, endsByItself }) => {
    let broken = 1;
    let minutes = 0;
    for (const step of order) {
      const taken = minutesOf.get(step) ?? 0;
      minutes += broken * taken;
      const heals = endsByItself ? 1 - Math.exp(-taken / endsByItself.minutes) : 0;
      broken *= (1 - (taken === 0 ? 0 : (cures[step] ?? 0))) * (1 - heals);
    }
    return sum + chance * (minutes + broken * 30);
  }, 0);
}
