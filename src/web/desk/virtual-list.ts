import { element } from "./element.ts";

/** Rows drawn above and below those in sight, so that tabbing and scrolling meet no gap. */
const spare = 6;

/** What a list shows: how many rows, and how one is made; `key` tells rows apart. */
export type VirtualRows = {
  count: number;
  total: number;
  key(index: number): string;
  make(index: number): HTMLElement;
};

/**
 * A list that draws only the rows in sight, of which all have the same height: room for the others is left above and below.
 * Rows that look the same stay as they are, so nothing is lost under a finger or a screen reader.
 */
export type VirtualList = { view: HTMLElement; draw(rows: VirtualRows): void; reveal(index: number): void };

/** `atEnd` is called when the last rows come into sight. */
export function virtualList({ id, label, atEnd }: { id: string; label: string; atEnd: () => void }): VirtualList {
  const list = element("ul", { class: "rows", role: "list" });
  const view = element("div", { class: "cases", id, tabindex: -1, role: "group", "aria-label": label }, list);
  let rows: VirtualRows = { count: 0, total: 0, key: String, make: () => element("span") };
  let height = 0;
  const range = (): { first: number; last: number } => {
    if (height === 0) return { first: 0, last: Math.min(rows.count, 2 * spare) };
    const inSight = Math.ceil(view.clientHeight / height);
    const top = Math.floor(view.scrollTop / height);
    return { first: Math.max(0, top - spare), last: Math.min(rows.count, top + inSight + spare) };
  };
  const show = (): void => {
    const { first, last } = range();
    list.style.paddingTop = `${first * height}px`;
    list.style.paddingBottom = `${Math.max(0, rows.count - last) * height}px`;
    replaceRows(list, view, madeRows(list, rows, { first, last }));
    if (rows.count > 0 && last >= rows.count) atEnd();
    const drawn = (list.firstElementChild as HTMLElement | null)?.offsetHeight ?? 0;
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

/** The rows of a range; one that is there and looks the same is taken as it is. */
function madeRows(
  list: HTMLElement,
  { total, key, make }: VirtualRows,
  { first, last }: { first: number; last: number },
): HTMLElement[] {
  const there = new Map([...list.children].map((child) => [child.getAttribute("data-row"), child as HTMLElement]));
  return Array.from({ length: Math.max(0, last - first) }, (_, at) => {
    const index = first + at;
    const row = element(
      "li",
      { "data-row": key(index), "aria-setsize": total, "aria-posinset": index + 1 },
      make(index),
    );
    const known = there.get(key(index));
    return known?.isEqualNode(row) ? known : row;
  });
}

/** The focus stays on its row; where that is out of sight, on the list. */
function replaceRows(list: HTMLElement, view: HTMLElement, rows: readonly HTMLElement[]): void {
  if (rows.length === list.childElementCount && rows.every((row, at) => list.children[at] === row)) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.closest("[data-row]")?.getAttribute("data-row");
  list.replaceChildren(...rows);
  if (focused === null) return;
  const row = rows.find((one) => one.getAttribute("data-row") === key);
  (row?.querySelector<HTMLElement>("button") ?? view).focus({ preventScroll: true });
}
