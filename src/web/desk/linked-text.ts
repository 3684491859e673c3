import { webAddress } from "../../common/web-address.ts";
import { element } from "./element.ts";

/** A text with its web addresses as links; everything else stays text. */
export function linkedText(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(webAddress)) {
    const href = /^https:/i.test(address) ? address : `https://${address}`;
    parts.push(text.slice(end, index), element("a", { href, target: "_blank", rel: "noopener noreferrer" }, address));
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}
