import uPlot from "uplot";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { dayName, numberOf } from "./figures.ts";
import { daySaid, outcomes, totalOf, type TrendDay } from "./trend-figures.ts";

/** Makes `<trend-chart>` known, and its colours, so that a script reads the one of light or dark that holds. */
export function defineTrendChart(): void {
  for (const name of [...outcomes, "incident", "incident-mark"])
    CSS.registerProperty({ name: `--${name}`, syntax: "<color>", inherits: true, initialValue: "gray" });
  customElements.define("trend-chart", TrendChart);
}

const height = 260;
/** Of the mark below a day with an incident, where no bar hides it; in pixels of the page. */
const markHeight = 5;

/**
 * `<trend-chart>`: a bar for each day on a canvas, drawn by uPlot. To whoever does not see it, it is a slider whose values
 * are the days: the arrow keys move the cursor that the mouse moves, and the day's figures are its value. Colours are
 * those of the style sheet, read whenever it is drawn.
 */
class TrendChart extends HTMLElement {
  #trend: readonly TrendDay[] = [];
  #plot: uPlot | null = null;
  #left = new AbortController();
  readonly #said = document.createElement("p");

  set trend(trend: readonly TrendDay[]) {
    this.#trend = trend;
    if (this.isConnected) this.#show();
  }

  connectedCallback(): void {
    this.#left = new AbortController();
    const { signal } = this.#left;
    this.tabIndex = 0;
    this.role = "slider";
    this.addEventListener("keydown", (event) => this.#moveBy(event), { signal });
    this.addEventListener("blur", () => this.#moveTo(null), { signal });
    const redraw = (): void => this.#plot?.redraw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
    for (const name of ["beforeprint", "afterprint"]) addEventListener(name, redraw, { signal });
    const resized = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height }));
    resized.observe(this);
    signal.addEventListener("abort", () => resized.disconnect());
    this.#show();
  }

  disconnectedCallback(): void {
    this.#left.abort();
    this.#plot?.destroy();
  }

  #show(): void {
    this.#plot?.destroy();
    this.#plot = new uPlot(
      {
        ...layoutOf(this.#trend, (name) => getComputedStyle(this).getPropertyValue(name)),
        width: this.clientWidth,
        height,
        hooks: {
          drawClear: [(plot) => drawIncidents(plot, this.#trend, getComputedStyle(this))],
          setCursor: [({ cursor }) => this.#say(cursor.idx ?? null)],
        },
      },
      stacked(this.#trend),
      this,
    );
    this.append(this.#said);
    this.ariaValueMin = "1";
    this.ariaValueMax = String(this.#trend.length);
    this.#say(null);
  }

  #moveBy(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const last = this.#trend.length - 1;
    this.#moveTo(Math.min(last, Math.max(0, (this.#plot?.cursor.idx ?? last) + by)));
  }

  #moveTo(day: number | null): void {
    this.#plot?.setCursor({ left: day === null ? -1 : this.#plot.valToPos(day, "x"), top: 0 });
  }

  /** Says the figures of a day; without one, how to come to them. */
  #say(at: number | null): void {
    const day = this.#trend[at ?? this.#trend.length - 1];
    if (day === undefined) return;
    this.ariaValueNow = String(this.#trend.indexOf(day) + 1);
    this.ariaValueText = daySaid(day);
    this.#said.textContent = at === null ? words.chartExplained : daySaid(day);
  }
}

/** The counts of each outcome with those below them, the largest sum first: each bar is drawn over the one before. */
function stacked(trend: readonly TrendDay[]): uPlot.AlignedData {
  const sums = outcomes.map((_, at) =>
    trend.map((day) => outcomes.slice(0, at + 1).reduce((sum, name) => sum + day[name], 0)),
  );
  return [trend.map((_, at) => at), ...sums.toReversed()];
}

function layoutOf(
  trend: readonly TrendDay[],
  colour: (name: string) => string,
): Omit<uPlot.Options, "width" | "height"> {
  const paths = uPlot.paths.bars?.({ size: [0.76, 100] });
  const most = Math.max(1, ...trend.map(totalOf));
  const axis: uPlot.Axis = { stroke: () => colour("--text"), ticks: { show: false } };
  return {
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: () => [-0.5, trend.length - 0.5] },
      y: { range: () => [0, most * 1.05] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        gap: markHeight + 3,
        incrs: [1, 2, 7, 14, 28, 91],
        space: 60,
        values: (_, days) => days.map((at) => dayName(trend[at]?.day ?? "")),
      },
      {
        ...axis,
        grid: { stroke: () => colour("--line"), width: 1 },
        incrs: [1, 2, 5].flatMap((one) => [one, one * 10, one * 100, one * 1_000, one * 10_000]).toSorted(byNumber),
        values: (_, counts) => counts.map(numberOf),
      },
    ],
    series: [{}, ...outcomes.toReversed().map((name) => seriesOf(name, colour, paths))],
  };
}

/** Bars are filled only; a colour that is asked for at every drawing follows the page from light to dark. */
function seriesOf(
  name: string,
  colour: (name: string) => string,
  paths: uPlot.Series.PathBuilder | undefined,
): uPlot.Series {
  return { fill: () => colour(`--${name}`), width: 0, points: { show: false }, ...(paths && { paths }) };
}

const byNumber = (one: number, other: number): number => one - other;

/** A band behind the bars for as long as the feed reported an incident, and a mark of the same width below them. */
function drawIncidents({ ctx, bbox, valToPos }: uPlot, trend: readonly TrendDay[], style: CSSStyleDeclaration): void {
  for (const [day, { incidents }] of trend.entries())
    for (const { from, to } of incidents) {
      const left = valToPos(day - 0.5 + from, "x", true);
      const width = Math.max(2, valToPos(day - 0.5 + to, "x", true) - left);
      ctx.fillStyle = style.getPropertyValue("--incident");
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = style.getPropertyValue("--incident-mark");
      ctx.fillRect(left, bbox.top + bbox.height, width, markHeight * devicePixelRatio);
    }
}
