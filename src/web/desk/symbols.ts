import { html, type TemplateResult } from "lit/html.js";

const paths = {
  back: "M12.5 4 6.5 10l6 6",
  "sound-on": "M3 8v4h3l4 3.5v-11L6 8H3Zm10-1a4 4 0 0 1 0 6m2.5-8.5a7.5 7.5 0 0 1 0 11",
  "sound-off": "M3 8v4h3l4 3.5v-11L6 8H3Zm10 0 4 4m0-4-4 4",
} as const;

/** A small drawing in the colour of the text around it; what it means stands in words beside it or in the label. */
export function symbol(name: keyof typeof paths): TemplateResult {
  return html`
    <svg
      class="symbol"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d=${paths[name]}></path>
    </svg>
  `;
}
