import { element } from "./element.ts";

/**
 * A button that opens a list of things to do. An item's `change` comes by mouse and by keyboard alike, its `click` by
 * mouse alone.
 */
export function menu(
  label: string | Node,
  items: readonly { label: string; act: () => void }[],
  props: Readonly<Record<string, string>> = {},
): HTMLElement {
  const trigger = element(
    "fluent-menu-button",
    { slot: "trigger", role: "button", "aria-haspopup": "menu", ...props },
    label,
  );
  const list = element(
    "fluent-menu-list",
    { role: "menu" },
    ...items.map((item) => element("fluent-menu-item", { role: "menuitem", onchange: item.act }, item.label)),
  );
  return element("fluent-menu", { class: "menu" }, trigger, list);
}
