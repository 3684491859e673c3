import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { element } from "../element.ts";
import { chart, dataTable } from "./data-table.ts";
import { numberOf, partOf, spanOf } from "./figures.ts";
import type { Choice, Comparison, Report, StepFigures } from "./report-shapes.ts";
import { isNarrow, label, svg } from "./svg.ts";

const parts = ["fixed", "notFixed", "skipped", "left"] as const;
const wide = { width: 960, row: 30, bar: 5, name: 300, figure: 70, nameAt: 20 };
/** The name stands above its bar. */
const narrow = { width: 400, row: 46, bar: 21, name: 0, figure: 60, nameAt: 15 };

const comparisons = Object.keys(words.comparisons) as Comparison[];

/** The funnel of each guide; where they are compared, of each device or live status. `choose` takes another comparison. */
export function stepsView(report: Report, by: Comparison, choose: (by: Choice["by"]) => void): HTMLElement {
  const { steps, stepsBy, titles } = report;
  const values: [string, readonly StepFigures[]][] = by === "none" ? [["", steps]] : Object.entries(stepsBy[by]);
  const hasOneGuide = new Set(steps.map(({ article }) => article)).size === 1;
  const funnels = values.flatMap(([value, some]) =>
    [...Map.groupBy(some, ({ article }) => article)].map(([article, own]) => {
      const names = [hasOneGuide ? "" : (titles[article] ?? article), valueName(by, value, titles)];
      return funnel(names.filter(Boolean).join(" · "), own, titles);
    }),
  );
  return element(
    "div",
    {},
    element("p", { class: "soft" }, words.stepsExplained),
    comparisonForm(by, choose),
    element(
      "ul",
      { class: "legend" },
      ...[...parts, "whole" as const].map((name) => element("li", { class: `key ${name}` }, words[name])),
    ),
    element("div", { class: funnels.length > 1 ? "funnels" : "" }, ...funnels),
  );
}

function valueName(by: Comparison, value: string, titles: Report["titles"]): string {
  if (by === "status") return words.liveStatuses[value as keyof typeof words.liveStatuses] ?? value;
  return titles[value] ?? value;
}

function comparisonForm(by: Comparison, choose: (by: Comparison) => void): HTMLElement {
  const onchange = (event: Event): void => choose((event.target as HTMLSelectElement).value as Comparison);
  return element(
    "div",
    { class: "filter compare" },
    element("label", { for: "compare" }, words.compare),
    element(
      "select",
      { id: "compare", "data-key": "compare", onchange },
      ...comparisons.map((name) => element("option", { value: name, selected: name === by }, words.comparisons[name])),
    ),
  );
}

/** Each step as wide as it was often shown, in the parts of what came of it. */
function funnel(title: string, steps: readonly StepFigures[], titles: Report["titles"]): HTMLElement {
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
  return element(
    "div",
    {},
    title !== "" && element("h3", {}, title),
    chart(
      [title, words.stepsSaid].filter(Boolean).join(": "),
      drawing(steps, nameOf),
      dataTable([words.steps, title].filter(Boolean).join(": "), columns, rows),
    ),
  );
}

function drawing(steps: readonly StepFigures[], nameOf: (one: StepFigures) => string): SVGElement {
  const size = isNarrow() ? narrow : wide;
  const height = 20;
  const most = Math.max(1, ...steps.map(({ shown }) => shown));
  const room = size.width - size.name - size.figure;
  const rows = steps.flatMap((one, at) => {
    const y = at * size.row;
    const widthOf = (count: number): number => (Math.max(0, count) / most) * room;
    let x = size.name;
    const bars = parts.map((name) => {
      const bar = svg("rect", { x, y: y + size.bar, width: widthOf(one[name]), height, class: `part ${name}` });
      x += widthOf(one[name]);
      return bar;
    });
    const end = size.name + widthOf(one.shown);
    return [
      label(
        shortened(nameOf(one)),
        size.name === 0
          ? { x: 0, y: y + size.nameAt }
          : { x: size.name - 10, y: y + size.nameAt, "text-anchor": "end" },
      ),
      svg("rect", { x: size.name, y: y + size.bar, width: widthOf(one.shown), height, class: "whole" }),
      ...bars,
      label(numberOf(one.shown), { x: Math.max(end, x) + 8, y: y + size.bar + 15 }),
    ];
  });
  return svg("svg", { viewBox: `0 0 ${size.width} ${Math.max(1, steps.length) * size.row}` }, ...rows);
}

function shortened(name: string): string {
  return name.length > 38 ? `${name.slice(0, 37)}…` : name;
}
