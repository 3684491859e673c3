import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { element } from "../element.ts";
import { chart, dataTable } from "./data-table.ts";
import { dayName, numberOf } from "./figures.ts";
import type { Outcome, Report } from "./report-shapes.ts";
import { isNarrow, label, svg } from "./svg.ts";

const outcomes = Object.keys(words.outcomes) as Outcome[];
const wide = { width: 960, height: 240, left: 44, bottom: 28, top: 8, days: 10 };
const narrow = { ...wide, width: 400, days: 4 };

/** Conversations by day, each bar in the parts by which they ended. */
export function trendView({ trend, conversations }: Report): HTMLElement {
  const said = words.trendSaid(conversations.total, trend.length);
  const rows = trend.map((day) => [
    day.day,
    numberOf(outcomes.reduce((sum, name) => sum + day[name], 0)),
    ...outcomes.map((name) => numberOf(day[name])),
    day.incident ? words.hours(hoursOf(day.incidents)) : words.none,
  ]);
  const headings = [words.total, ...outcomes.map((name) => words.outcomes[name])];
  const columns = [
    { heading: words.day },
    ...headings.map((heading) => ({ heading, figures: true })),
    { heading: words.incidentDay },
  ];
  return element(
    "div",
    {},
    element(
      "ul",
      { class: "legend" },
      ...outcomes.map((name) => element("li", { class: `key ${name}` }, words.outcomes[name])),
      trend.some(({ incident }) => incident) && element("li", { class: "key incident" }, words.incidentDay),
    ),
    chart(said, drawing(trend), dataTable(words.trend, columns, rows)),
  );
}

/** Hours of a day; where the clocks change, off by as much as that changes it. */
function hoursOf(incidents: Report["trend"][number]["incidents"]): number {
  return incidents.reduce((sum, { from, to }) => sum + 24 * (to - from), 0);
}

function drawing(trend: Report["trend"]): SVGElement {
  const size = isNarrow() ? narrow : wide;
  const totals = trend.map((day) => outcomes.reduce((sum, name) => sum + day[name], 0));
  const most = roundUp(Math.max(1, ...totals));
  const plot = { width: size.width - size.left, height: size.height - size.top - size.bottom };
  const slot = plot.width / Math.max(1, trend.length);
  const heightOf = (count: number): number => (count / most) * plot.height;
  const bars = trend.flatMap((day, at) => {
    let base = size.top + plot.height;
    return outcomes.map((name) => {
      const height = heightOf(day[name]);
      base -= height;
      const x = size.left + at * slot + slot * 0.12;
      return svg("rect", { x, y: base, width: slot * 0.76, height, class: `part ${name}` });
    });
  });
  const every = Math.max(1, Math.ceil(trend.length / size.days));
  // Behind the bars, and once more below them, where no bar hides it.
  const bands = trend.flatMap(({ incidents }, at) =>
    incidents.flatMap(({ from, to }) => {
      const place = { x: size.left + (at + from) * slot, width: Math.max(2, (to - from) * slot) };
      return [
        svg("rect", { ...place, y: size.top, height: plot.height, class: "incident" }),
        svg("rect", { ...place, y: size.top + plot.height, height: 5, class: "incident-mark" }),
      ];
    }),
  );
  const days = trend.flatMap(({ day }, at) =>
    at % every === 0
      ? [label(dayName(day), { x: size.left + (at + 0.5) * slot, y: size.height - 8, "text-anchor": "middle" })]
      : [],
  );
  const lines = [0, most / 2, most].flatMap((count) => {
    const y = size.top + plot.height - heightOf(count);
    return [
      svg("line", { x1: size.left, x2: size.width, y1: y, y2: y, class: "grid" }),
      label(numberOf(count), { x: size.left - 8, y: y + 4, "text-anchor": "end" }),
    ];
  });
  return svg("svg", { viewBox: `0 0 ${size.width} ${size.height}` }, ...bands, ...lines, ...bars, ...days);
}

/** The next even number of one digit and zeros, so that half of it is whole. */
function roundUp(count: number): number {
  const grain = 2 * 10 ** Math.floor(Math.log10(count));
  return Math.max(2, Math.ceil(count / grain) * grain);
}
