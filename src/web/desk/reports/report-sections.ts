import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { element } from "../element.ts";
import { dataTable } from "./data-table.ts";
import { numberOf, partOf, spanOf } from "./figures.ts";
import type { Choice, Outcome, Report } from "./report-shapes.ts";
import { stepsView } from "./steps-view.ts";
import { trendView } from "./trend-view.ts";

/** The parts of the page below the filters, in their order. */
export function sections(
  report: Report,
  {
    review,
    orders,
    talks,
    by,
    chooseBy,
  }: Record<"review" | "orders" | "talks", HTMLElement | string> & {
    by: Choice["by"];
    chooseBy: (by: Choice["by"]) => void;
  },
): HTMLElement[] {
  const { conversations, steps, questions, guides } = report;
  return [
    element("section", { "aria-label": words.figures, class: "tiles" }, ...tiles(report)),
    section("trend", words.trend, conversations.total > 0 ? trendView(report) : words.nothing.conversations),
    section("steps", words.steps, steps.length > 0 ? stepsView(report, by, chooseBy) : words.nothing.steps),
    section(
      "questions",
      words.questions,
      questions.length + guides.length > 0 ? questionsView(report) : words.nothing.questions,
    ),
    section("review", words.review, review),
    section("orders", words.orders, orders),
    section("cases", words.cases, hasDesk(report) ? casesView(report) : words.nothing.cases),
    section("talks", words.talks, talks),
  ];
}

const hasDesk = ({ cases, agents }: Report): boolean => cases.opened + cases.closed + agents.length > 0;

function section(id: string, title: string, content: HTMLElement | string): HTMLElement {
  return element(
    "section",
    { "aria-labelledby": `${id}-title`, class: "panel", id },
    element("h2", { id: `${id}-title` }, title),
    typeof content === "string" ? element("p", { class: "empty" }, content) : content,
  );
}

function tiles({ conversations: { total }, outcomes, contained, cases, waiting, waitingSince }: Report): HTMLElement[] {
  const tile = (name: string, figure: string, more: string): HTMLElement =>
    element(
      "dl",
      { class: "tile" },
      element("dt", {}, name),
      element("dd", { class: "large" }, figure),
      element("dd", { class: "soft" }, more),
    );
  const { ratingMean, ratings, waitingP50Seconds: p50, waitingP90Seconds: p90 } = cases;
  return [
    tile(words.conversations, numberOf(total), words.conversationsExplained),
    ...(Object.keys(words.outcomes) as Outcome[]).map((name) => {
      const part = total > 0 ? `${words.part(partOf(outcomes[name], total))}. ` : "";
      return tile(words.outcomes[name], numberOf(outcomes[name]), part + words.outcomesExplained[name]);
    }),
    tile(
      words.contained,
      numberOf(contained),
      (total > 0 ? `${words.part(partOf(contained, total))}. ` : "") + words.containedExplained,
    ),
    tile(
      words.queue,
      numberOf(waiting),
      waitingSince === null
        ? words.nothing.queue
        : words.queueExplained(spanOf(Math.max(0, Date.now() - waitingSince) / 1_000)),
    ),
    tile(words.waiting, spanOf(p50), p90 === null ? words.nothing.cases : words.waitingExplained(spanOf(p90))),
    tile(words.firstAnswer, spanOf(cases.firstAnswerP50Seconds), ninetieth(cases.firstAnswerP90Seconds)),
    tile(words.handling, spanOf(cases.handlingP50Seconds), ninetieth(cases.handlingP90Seconds)),
    tile(words.rating, ratingMean === null ? words.none : ratingMean.toFixed(1), words.ratings(ratings)),
  ];
}

function ninetieth(p90: number | null): string {
  return p90 === null ? words.nothing.times : words.mostTake(spanOf(p90));
}

function questionsView({ questions, guides, titles }: Report): HTMLElement {
  const rows = [
    ...questions.map(({ label, count, up, down }) => [titles[label] ?? label, count, up, down] as const),
    ...guides.map(({ article, up, down }) => [words.guideThumbs(titles[article] ?? article), null, up, down] as const),
  ];
  const columns = [
    { heading: words.question },
    ...[words.asked, words.up, words.down].map((heading) => ({ heading, figures: true })),
  ];
  return dataTable(
    words.questionsSaid,
    columns,
    rows.map(([name, ...figures]) => [name, ...figures.map((one) => (one === null ? words.none : numberOf(one)))]),
  );
}

function casesView({ cases, agents, words: ratings }: Report): HTMLElement {
  const rows = [
    [words.opened, numberOf(cases.opened)],
    ...cases.byReason.map(({ reason, count }) => [reasonName(reason), numberOf(count)]),
    [words.closed, numberOf(cases.closed)],
  ];
  const load = agents.map(({ name, active, closed, presentMs }) => {
    const hours = presentMs / 3_600_000;
    const rate = hours > 0.1 ? (closed / hours).toFixed(1) : words.none;
    return [name, numberOf(active), numberOf(closed), spanOf(presentMs / 1_000), rate];
  });
  const loadColumns = [
    { heading: words.agent },
    ...[words.active, words.closed, words.presence, words.closedPerHour].map((heading) => ({ heading, figures: true })),
  ];
  return element(
    "div",
    {},
    dataTable(words.cases, [{ heading: words.reason }, { heading: words.times, figures: true }], rows),
    element("h3", {}, words.load),
    load.length > 0 ? dataTable(words.load, loadColumns, load) : element("p", { class: "soft" }, words.nothing.load),
    element("h3", {}, words.ratingWords),
    ratings.length > 0
      ? element(
          "ul",
          { class: "review" },
          ...ratings.map(({ score, word }) => element("li", { class: "words" }, words.rated(score, word))),
        )
      : element("p", { class: "soft" }, words.nothing.ratingWords),
  );
}

function reasonName(reason: string): string {
  return (deskEn.reasons as Readonly<Record<string, string>>)[reason] ?? reason;
}
