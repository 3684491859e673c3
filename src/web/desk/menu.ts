import { html, type TemplateResult } from "lit/html.js";

/**
 * A button that opens a list of things to do. An item's `change` comes by mouse and by keyboard alike, its `click` by
 * mouse alone.
 */
export function menu(label: TemplateResult, items: readonly { label: string; act: () => void }[]): TemplateResult {
  return html`
    <fluent-menu class="menu">
      <fluent-menu-button slot="trigger" role="button" aria-haspopup="menu" appearance="subtle"
        >${label}</fluent-menu-button
      >
      <fluent-menu-list role="menu">
        ${items.map(
          (item) => html`<fluent-menu-item role="menuitem" @change=${item.act}>${item.label}</fluent-menu-item>`,
        )}
      </fluent-menu-list>
    </fluent-menu>
  `;
}
