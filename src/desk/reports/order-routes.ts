import { z } from "zod";

import { expectedMinutes, learnOrder } from "../../../dialogs/step-learning.ts";
import { isAllowedOrder, type OrderedArticles } from "../../../dialogs/step-order.ts";
import { type Article, inLocale } from "../../../knowledge/article.ts";
import type { Calendar } from "../../common/calendar-days.ts";
import { AppError } from "../../common/errors.ts";
import type { ReportFact } from "../../conversation/report-facts.ts";
import type { ArticleOrder, ArticleOrderStore, ReportStore } from "../../conversation/report-ports.ts";
import { requireLead } from "../agent-role.ts";
import type { DeskApi } from "../api.ts";
import type { Audit } from "../audit.ts";
import { evidenceOfPeriods, factsByPeriod, periodsOf } from "./order-evidence.ts";

export type OrderRoutesOptions = {
  api: DeskApi;
  audit: Audit;
  reports: ReportStore;
  orders: ArticleOrderStore;
  articles: OrderedArticles;
  nameOf: (login: string) => string;
  calendar: Calendar;
  now: () => number;
};

/** Results count for so many days. */
const evidenceDays = 90;

const ordering = z.object({ order: z.array(z.string().max(100)).min(1).max(100) });

/** Mounts the order of each article's steps, for leads: what is proposed, approving it, and the author's order again. */
export function mountOrderRoutes(options: OrderRoutesOptions): void {
  const { api, audit, orders, articles, now } = options;
  const articleOf = (id: string | undefined): Article => {
    const found = articles.authored(id ?? "");
    if (!found) throw new AppError("NotFound", "There is no such article.", { remedy: "See /api/desk/orders." });
    return found;
  };
  const put = async (article: string, steps: readonly string[] | null, by: string): Promise<void> => {
    await orders.add({ article, at: now(), by, steps });
    articles.use(article, steps);
  };
  api.get("/orders", async (asked) => {
    requireLead(asked);
    return { orders: await proposals(options) };
  });
  api.post("/orders/:article/approve", ordering, async (asked) => {
    requireLead(asked);
    const { agent, address, params, body } = asked;
    const article = articleOf(params["article"]);
    if (!isAllowedOrder(article.steps, body.order))
      throw new AppError("BadRequest", "The steps cannot stand in this order.", {
        remedy: "Give each step once, diagnostic steps in their place, and none that asks first further to the front.",
      });
    await put(article.id, body.order, agent);
    await audit({ who: agent, what: "order-approved", subject: article.id, detail: "", address });
    return {};
  });
  api.post("/orders/:article/roll-back", z.object({}).default({}), async (asked) => {
    requireLead(asked);
    const { agent, address, params } = asked;
    const article = articleOf(params["article"]);
    const before = ordersOf(article, await orders.history()).at(-2)?.steps ?? null;
    await put(article.id, before, agent);
    await audit({ who: agent, what: "order-rolled-back", subject: article.id, detail: "", address });
    return {};
  });
}

const ordersOf = ({ id }: Article, history: readonly ArticleOrder[]): readonly ArticleOrder[] =>
  history.filter(({ article }) => article === id);

async function proposals(options: OrderRoutesOptions) {
  const { reports, orders, articles, calendar, now } = options;
  const at = now();
  const [from, to] = [calendar.dayOf(at - evidenceDays * 86_400_000), calendar.dayOf(at + 86_400_000)];
  const history = await orders.history();
  const facts = await factsByPeriod(reports, { from, to, now: at }, history, calendar);
  return articles.articles.flatMap(({ id }) => {
    const article = articles.authored(id);
    return article ? [proposalOf(article, { facts, history: ordersOf(article, history), ...options })] : [];
  });
}

type Found = Pick<OrderRoutesOptions, "articles" | "calendar" | "nameOf"> & {
  facts: readonly ReportFact[];
  history: readonly ArticleOrder[];
};

function proposalOf(article: Article, { facts, history, articles, calendar, nameOf }: Found) {
  const periods = periodsOf(article, history, calendar);
  const { order, estimates } = learnOrder({
    article,
    ...evidenceOfPeriods(article.id, periods, facts),
  });
  const inForce = (articles.articles.find(({ id }) => id === article.id) ?? article).steps.map(({ id }) => id);
  const latest = history.at(-1);
  return {
    article: article.id,
    title: inLocale(article.facts.title, "en"),
    isChanged: order.join() !== inForce.join(),
    minutes: { inForce: expectedMinutes(inForce, estimates), proposed: expectedMinutes(order, estimates) },
    order: order.map((id) => {
      const estimate = estimates.find(({ step }) => step === id);
      return {
        step: id,
        title: inLocale(article.steps.find((step) => step.id === id)?.title ?? { en: id }, "en"),
        was: inForce.indexOf(id) + 1,
        probability: estimate?.probability ?? null,
        minutes: estimate?.minutes ?? null,
        people: estimate ? Math.round(estimate.weight) : null,
      };
    }),
    inForce,
    approved: latest
      ? { at: new Date(latest.at).toISOString(), by: nameOf(latest.by), isAuthors: !latest.steps }
      : null,
  };
}
