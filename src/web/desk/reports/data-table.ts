import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { element } from "../element.ts";

/** A column: its heading, and whether it holds figures. */
export type Column = { heading: string; figures?: boolean };

/** A table of cells; the first cell of a row names it. It may scroll within itself, also by keyboard. */
export function dataTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const classOf = (at: number) => (columns[at]?.figures ? "figure" : undefined);
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", { class: "unseen" }, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...columns.map(({ heading }, at) => element("th", { scope: "col", class: classOf(at) }, heading)),
        ),
      ),
      element(
        "tbody",
        {},
        ...rows.map((cells) =>
          element(
            "tr",
            {},
            ...cells.map((cell, at) =>
              at === 0 ? element("th", { scope: "row" }, cell) : element("td", { class: classOf(at) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A drawing with what it says in one sentence, and the same figures as a table. */
export function chart(said: string, drawing: SVGElement, table: HTMLElement): HTMLElement {
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", said);
  return element(
    "figure",
    { class: "chart" },
    drawing,
    element("details", {}, element("summary", {}, words.table), table),
  );
}
