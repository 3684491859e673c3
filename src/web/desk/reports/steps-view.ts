import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { chart, dataTable } from "./data-table.ts";
import { numberOf, partOf, spanOf } from "./figures.ts";
import { selectField } from "./filter-form.ts";
import type { Choice, Comparison, Report, StepFigures } from "./report-shapes.ts";

const parts = ["fixed", "notFixed", "skipped", "left"] as const;

const comparisons = Object.keys(words.comparisons) as Comparison[];

/** The funnel of each guide; where they are compared, of each device or live status. `choose` takes another comparison. */
export function stepsView(report: Report, by: Comparison, choose: (by: Choice["by"]) => void): TemplateResult {
  const { steps, stepsBy, titles } = report;
  const values: [string, readonly StepFigures[]][] = by === "none" ? [["", steps]] : Object.entries(stepsBy[by]);
  const hasOneGuide = new Set(steps.map(({ article }) => article)).size === 1;
  const funnels = values.flatMap(([value, some]) =>
    [...Map.groupBy(some, ({ article }) => article)].map(([article, own]) => {
      const names = [hasOneGuide ? "" : (titles[article] ?? article), valueName(by, value, titles)];
      return { title: names.filter(Boolean).join(" · "), steps: own };
    }),
  );
  return html`<p class="soft">${words.stepsExplained}</p>
    <div class="compare">${comparison(by, choose)}</div>
    <ul class="legend">
      ${[...parts, "whole" as const].map((name) => html`<li class=${`key ${name}`}>${words[name]}</li>`)}
    </ul>
    <div class="funnels">
      ${repeat(
        funnels,
        ({ title }) => title,
        (one) => funnel(one.title, one.steps, titles),
      )}
    </div>`;
}

function valueName(by: Comparison, value: string, titles: Report["titles"]): string {
  if (by === "status") return words.liveStatuses[value as keyof typeof words.liveStatuses] ?? value;
  return titles[value] ?? value;
}

function comparison(by: Comparison, choose: (by: Comparison) => void): TemplateResult {
  const change = (event: Event): void => choose((event.target as HTMLSelectElement).value as Comparison);
  const values = comparisons.map((name) => [name, words.comparisons[name]] as const);
  return selectField({ id: "compare", label: words.compare, chosen: by, change }, values);
}

/** Each step as wide as it was often shown, in the parts of what came of it. */
function funnel(title: string, steps: readonly StepFigures[], titles: Report["titles"]): TemplateResult {
  const nameOf = ({ article, step }: StepFigures): string => titles[`${article}/${step}`] ?? step;
  const answered = (one: StepFigures): number => one.fixed + one.notFixed;
  const rows = steps.map((one) => [
    nameOf(one),
    ...(["shown", "fixed", "notFixed", "skipped", "already", "left", "healed"] as const).map((name) =>
      numberOf(one[name]),
    ),
    partOf(one.fixed, answered(one)),
    partOf(one.left, one.shown),
    spanOf(one.medianSeconds),
  ]);
  const headings = [words.shown, words.fixed, words.notFixed, words.skipped, words.already, words.left, words.healed];
  const columns = [
    { heading: words.step },
    ...[...headings, words.cureRate, words.leaveRate, words.median].map((heading) => ({ heading, figures: true })),
  ];
  const said = [title, words.stepsSaid].filter(Boolean).join(": ");
  const most = Math.max(1, ...steps.map(({ shown }) => shown));
  return html`<div>
    ${title === "" ? nothing : html`<h3>${title}</h3>`}
    ${chart(
      html`<div class="bars" role="img" aria-label=${said}>${steps.map((one) => bar(nameOf(one), one, most))}</div>`,
      dataTable([words.steps, title].filter(Boolean).join(": "), columns, rows),
    )}
  </div>`;
}

/**
 * Its name, its parts as shares of the widest step, and how often it was shown. SVG rather than backgrounds: browsers
 * print it, and widths are attributes, which the page's policy allows.
 */
function bar(name: string, step: StepFigures, most: number): TemplateResult {
  const percent = (count: number): string => `${(100 * Math.max(0, count)) / most}%`;
  let before = 0;
  const part = (of: (typeof parts)[number]): TemplateResult => {
    const x = percent(before);
    before += Math.max(0, step[of]);
    return svg`<rect class=${`part ${of}`} x=${x} width=${percent(step[of])} height="100%" />`;
  };
  return html`<span class="bar-name">${name}</span>
    <svg class="bar">
      <rect class="whole" width=${percent(step.shown)} height="100%" />
      ${parts.map(part)}
    </svg>
    <span class="figure">${numberOf(step.shown)}</span>`;
}
