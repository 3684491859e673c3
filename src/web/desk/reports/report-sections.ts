import { html, type TemplateResult } from "lit/html.js";

import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { dataTable } from "./data-table.ts";
import { numberOf, partOf, spanOf } from "./figures.ts";
import type { Choice, Outcome, Report } from "./report-shapes.ts";
import { stepsView } from "./steps-view.ts";
import { trendView } from "./trend-view.ts";

/** What is shown of each part; a text says why there is nothing. */
type Content = TemplateResult | string;

/** The parts of the page below the filters, in their order. */
export function sections(
  report: Report,
  {
    review,
    orders,
    talks,
    by,
    chooseBy,
  }: Record<"review" | "orders" | "talks", Content> & { by: Choice["by"]; chooseBy: (by: Choice["by"]) => void },
): TemplateResult {
  const { conversations, steps, questions, guides } = report;
  return html`<section aria-label=${words.figures} class="tiles">${tiles(report)}</section>
    ${section("trend", words.trend, conversations.total > 0 ? trendView(report) : words.nothing.conversations)}
    ${section("steps", words.steps, steps.length > 0 ? stepsView(report, by, chooseBy) : words.nothing.steps)}
    ${section(
      "questions",
      words.questions,
      questions.length + guides.length > 0 ? questionsView(report) : words.nothing.questions,
    )}
    ${section("review", words.review, review)} ${section("orders", words.orders, orders)}
    ${section("cases", words.cases, hasDesk(report) ? casesView(report) : words.nothing.cases)}
    ${section("talks", words.talks, talks)}`;
}

const hasDesk = ({ cases, agents }: Report): boolean => cases.opened + cases.closed + agents.length > 0;

function section(id: string, title: string, content: Content): TemplateResult {
  return html`<section aria-labelledby=${`${id}-title`} class="panel" id=${id}>
    <h2 id=${`${id}-title`}>${title}</h2>
    ${typeof content === "string" ? html`<p class="empty">${content}</p>` : content}
  </section>`;
}

function tiles({ conversations, outcomes, contained, cases, waiting, waitingSince }: Report): TemplateResult[] {
  const { total } = conversations;
  const tile = (name: string, figure: string, more: string): TemplateResult =>
    html`<dl class="tile">
      <dt>${name}</dt>
      <dd class="large">${figure}</dd>
      <dd class="soft">${more}</dd>
    </dl>`;
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

function questionsView({ questions, guides, titles }: Report): TemplateResult {
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

function casesView({ cases, agents, words: ratings }: Report): TemplateResult {
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
  return html`${dataTable(words.cases, [{ heading: words.reason }, { heading: words.times, figures: true }], rows)}
    <h3>${words.load}</h3>
    ${load.length > 0 ? dataTable(words.load, loadColumns, load) : html`<p class="soft">${words.nothing.load}</p>`}
    <h3>${words.ratingWords}</h3>
    ${
      ratings.length > 0
        ? html`<ul class="review">
            ${ratings.map(({ score, word }) => html`<li class="words">${words.rated(score, word)}</li>`)}
          </ul>`
        : html`<p class="soft">${words.nothing.ratingWords}</p>`
    }`;
}

function reasonName(reason: string): string {
  return (deskEn.reasons as Readonly<Record<string, string>>)[reason] ?? reason;
}
