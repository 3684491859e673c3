import { inLocale, type Article } from "../../knowledge/article.ts";
import { learnOrder, type LearnedOrder } from "../../dialogs/step-learning.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { createCalendar } from "../common/calendar-days.ts";
import { CommandError } from "./command-error.ts";
import { evidenceOfPeriods, factsByPeriod, periodsOf } from "../desk/reports/order-evidence.ts";
import { runOnStore } from "./run-on-database.ts";
import { type Simulated, simulateOrder } from "./simulation/simulate-order.ts";
import { tableOf } from "./text-table.ts";

export type ArticleOrderOptions = { simulate?: boolean; seeds: number; days: number; json?: boolean };

/** Proposes an order of an article's steps from what was counted, or tries the learning in simulated worlds. */
export async function articleOrder(id: string, options: ArticleOrderOptions): Promise<void> {
  const article = loadArticles().find((one) => one.id === id);
  if (!article) throw new CommandError(1, `There is no article "${id}".`);
  if (options.simulate) {
    const results = simulateOrder(article, options.seeds);
    return void process.stdout.write(
      options.json ? jsonLine({ article: id, ...options, results }) : simulatedTable(results),
    );
  }
  await runOnStore(async (store) => {
    const calendar = createCalendar("UTC");
    const { dayOf } = calendar;
    const now = Date.now();
    const [from, to] = [dayOf(now - options.days * 86_400_000), dayOf(now + 86_400_000)];
    const history = await store.articleOrders.history();
    const facts = await factsByPeriod(store.reports, { from, to, now }, history, calendar);
    const periods = periodsOf(article, history, calendar);
    const learned = learnOrder({ article, ...evidenceOfPeriods(article.id, periods, facts) });
    return options.json ? jsonLine({ article: id, ...learned }) : proposal(article, learned);
  });
}

const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

function proposal(article: Article, { order, isChanged, minutes, estimates }: LearnedOrder): string {
  const rows = order.flatMap((id, at) => {
    const step = article.steps.find((one) => one.id === id);
    const estimate = estimates.find((one) => one.step === id);
    const was = article.steps.findIndex((one) => one.id === id) + 1;
    const figures = estimate
      ? [
          `${Math.round(100 * estimate.probability)} %`,
          estimate.minutes.toFixed(1),
          String(Math.round(estimate.weight)),
        ]
      : ["–", "–", "–"];
    return step ? [[String(at + 1), String(was), ...figures, inLocale(step.title, "en")]] : [];
  });
  const saved = minutes.article - minutes.learned;
  const said = isChanged
    ? `This order would save ${saved.toFixed(1)} of ${minutes.article.toFixed(1)} minutes a person. Leads approve it at /desk/reports.\n`
    : "The article's order stays: nothing makes another one likely to be better.\n";
  return tableOf(["place", "was", "cures", "minutes", "people", "step"], rows) + said;
}

function simulatedTable(results: readonly Simulated[]): string {
  const percent = (part: number): string => `${Math.round(100 * part)} %`;
  const rows = results.map(({ world, fixed, learned, best, worst, says }) => [
    world,
    fixed.toFixed(1),
    learned.toFixed(1),
    best.toFixed(1),
    percent(1 - best / fixed),
    fixed - best > 0.02 * fixed ? percent((fixed - learned) / (fixed - best)) : "–",
    percent(worst - 1),
    says,
  ]);
  const headings = ["world", "article", "learned", "best", "could save", "of it saved", "worst seed", "what it is"];
  return tableOf(headings, rows);
}
