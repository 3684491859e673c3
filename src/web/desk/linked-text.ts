import { html, type TemplateResult } from "lit/html.js";

import { webAddress } from "../../common/web-address.ts";

/** A text with its web addresses as links; everything else stays text. */
export function linkedText(text: string): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(webAddress)) {
    const href = /^https:/i.test(address) ? address : `https://${address}`;
    const link = html`<a href=${href} target="_blank" rel="noopener noreferrer">${address}</a>`;
    parts.push(text.slice(end, index), link);
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}
