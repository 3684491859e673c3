import { html, render, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

/** Rows drawn above and below those in sight, so that tabbing and scrolling meet no gap. */
const spare = 6;

/** What a list shows: how many rows, and how one is drawn; `key` tells rows apart. */
export type VirtualRows = {
  count: number;
  total: number;
  key(index: number): string;
  row(index: number): TemplateResult;
};

/**
 * A list that draws only the rows in sight, of which all have the same height: room for the others is left above and
 * below. A row that stays in sight keeps its elements, so nothing is lost under a finger or a screen reader. It has a
 * root of its own, because it is also drawn when it is scrolled.
 */
export type VirtualList = { view: HTMLElement; draw(rows: VirtualRows): void; reveal(index: number): void };

/** `atEnd` is called when the last rows come into sight. */
export function virtualList({ id, label, atEnd }: { id: string; label: string; atEnd: () => void }): VirtualList {
  const view = document.createElement("div");
  Object.assign(view, { id, className: "cases", tabIndex: -1, role: "group", ariaLabel: label });
  let rows: VirtualRows = { count: 0, total: 0, key: String, row: () => html`` };
  let height = 0;
  const range = (): { first: number; last: number } => {
    if (height === 0) return { first: 0, last: Math.min(rows.count, 2 * spare) };
    const inSight = Math.ceil(view.clientHeight / height);
    const top = Math.floor(view.scrollTop / height);
    return { first: Math.max(0, top - spare), last: Math.min(rows.count, top + inSight + spare) };
  };
  const show = (): void => {
    const { first, last } = range();
    const above = `padding-top: ${first * height}px`;
    const below = `padding-bottom: ${Math.max(0, rows.count - last) * height}px`;
    keepingFocus(view, () =>
      render(
        html`
          <ul class="rows" role="list" .style=${`${above}; ${below}`}>
            ${rowViews(rows, first, last)}
          </ul>
        `,
        view,
      ),
    );
    if (rows.count > 0 && last >= rows.count) atEnd();
    const drawn = view.querySelector<HTMLElement>("[data-row]")?.offsetHeight ?? 0;
    if (drawn === 0 || drawn === height) return;
    height = drawn;
    show();
  };
  view.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(show).observe(view);
  return {
    view,
    draw(now) {
      rows = now;
      show();
    },
    reveal(index) {
      const [top, bottom] = [index * height, (index + 1) * height];
      if (top < view.scrollTop) view.scrollTop = top;
      else if (bottom > view.scrollTop + view.clientHeight) view.scrollTop = bottom - view.clientHeight;
    },
  };
}

function rowViews({ total, key, row }: VirtualRows, first: number, last: number): unknown {
  return repeat(
    Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at),
    key,
    (index) => html` <li data-row=${key(index)} aria-setsize=${total} aria-posinset=${index + 1}>${row(index)}</li> `,
  );
}

/** The focus stays on its row, also where that moves; where it is out of sight, on the list. */
function keepingFocus(view: HTMLElement, draw: () => void): void {
  const key = view.querySelector("[data-row]:focus-within")?.getAttribute("data-row");
  draw();
  if (typeof key !== "string" || view.querySelector(":focus")) return;
  const button = view.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] button`);
  (button ?? view).focus({ preventScroll: true });
}
