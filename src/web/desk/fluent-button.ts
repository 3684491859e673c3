import { html, type TemplateResult } from "lit/html.js";
import { ifDefined } from "lit/directives/if-defined.js";

type ButtonOptions = { id?: string; appearance?: "primary" | "subtle"; size?: "small"; title?: string };

/** A Fluent button; its role is an attribute for whoever cannot look inside. */
export function button(label: string, act: () => void, options: ButtonOptions = {}): TemplateResult {
  const { id, appearance, size, title } = options;
  return html`
    <fluent-button
      role="button"
      id=${ifDefined(id)}
      appearance=${ifDefined(appearance)}
      size=${ifDefined(size)}
      title=${ifDefined(title)}
      @click=${act}
      >${label}</fluent-button
    >
  `;
}
