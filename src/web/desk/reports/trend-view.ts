import { html, nothing, type TemplateResult } from "lit/html.js";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { chart, dataTable } from "./data-table.ts";
import { numberOf } from "./figures.ts";
import type { Report } from "./report-shapes.ts";
import { incidentHours, outcomes, totalOf } from "./trend-figures.ts";

/** Conversations by day, each bar in the parts by which they ended. */
export function trendView({ trend, conversations }: Report): TemplateResult {
  const rows = trend.map((day) => [
    day.day,
    numberOf(totalOf(day)),
    ...outcomes.map((name) => numberOf(day[name])),
    day.incident ? incidentHours(day) : words.none,
  ]);
  const headings = [words.total, ...outcomes.map((name) => words.outcomes[name]), words.incidentDay];
  const columns = [{ heading: words.day }, ...headings.map((heading) => ({ heading, figures: true }))];
  const said = words.trendSaid(conversations.total, trend.length);
  return html`<ul class="legend">
      ${outcomes.map((name) => html`<li class=${`key ${name}`}>${words.outcomes[name]}</li>`)}
      ${trend.some(({ incident }) => incident) ? html`<li class="key incident">${words.incidentDay}</li>` : nothing}
    </ul>
    ${chart(
      html`<trend-chart aria-label=${said} .trend=${trend}></trend-chart>`,
      dataTable(words.trend, columns, rows),
    )}`;
}
