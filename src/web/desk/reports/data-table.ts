import { html, nothing, type TemplateResult } from "lit/html.js";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";

/** A column: its heading, and whether it holds figures. */
export type Column = { heading: string; figures?: boolean };

/** A table of cells; the first cell of a row names it. It may scroll within itself, also by keyboard. */
export function dataTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): TemplateResult {
  const classOf = (at: number) => (columns[at]?.figures ? "figure" : nothing);
  const rowView = ([name, ...cells]: readonly string[]) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${cells.map((cell, at) => html`<td class=${classOf(at + 1)}>${cell}</td>`)}
    </tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ heading }, at) => html`<th scope="col" class=${classOf(at)}>${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(rowView)}
      </tbody>
    </table>
  </div>`;
}

/** A drawing with the same figures as a table. */
export function chart(drawing: TemplateResult, table: TemplateResult): TemplateResult {
  return html`<figure class="chart">
    ${drawing}
    <details>
      <summary>${words.table}</summary>
      ${table}
    </details>
  </figure>`;
}
