import { html, type TemplateResult } from "lit/html.js";
import { ifDefined } from "lit/directives/if-defined.js";

type ButtonOptions = {
  id?: string;
  class?: string;
  appearance?: "primary" | "subtle";
  size?: "small";
  title?: string;
  /** For screen readers, where the label says too little. */
  name?: string;
  isHidden?: boolean;
};

/** A Fluent button; its role is an attribute for whoever cannot look inside. */
export function button(label: string, act: () => void, options: ButtonOptions = {}): TemplateResult {
  const { id, class: kind, appearance, size, title, name, isHidden = false } = options;
  return html`
    <fluent-button
      role="button"
      id=${ifDefined(id)}
      class=${ifDefined(kind)}
      appearance=${ifDefined(appearance)}
      size=${ifDefined(size)}
      title=${ifDefined(title)}
      aria-label=${ifDefined(name)}
      ?hidden=${isHidden}
      @click=${act}
      >${label}</fluent-button
    >
  `;
}
