type Props = Readonly<Record<string, string | boolean | number | undefined | ((event: Event) => void)>>;
type Child = Node | string | null | undefined | false;

/** What a tag makes: the browser's own type for its tags, the plain one for custom elements. */
type Made<Tag extends string> = Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement;

/**
 * Makes an element. Texts stay texts: nothing that anybody wrote becomes markup. `onclick` and its like are listeners.
 */
export function element<Tag extends string>(tag: Tag, props: Props = {}, ...children: readonly Child[]): Made<Tag> {
  const made = document.createElement(tag) as Made<Tag>;
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return made;
}

/** A Fluent button; the role stands there for whoever cannot look inside. */
export function button(label: string, onclick: () => void, props: Props = {}): HTMLElement {
  return element("fluent-button", { role: "button", ...props, onclick }, label);
}

/** Puts these in the place of what is there, without taking the focus from something that stays the same. */
export function fill(place: HTMLElement, ...children: readonly Child[]): void {
  const key = focusKey(place);
  place.replaceChildren(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  if (key !== null) place.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

function focusKey(place: HTMLElement): string | null {
  const active = document.activeElement;
  return active && place.contains(active) ? active.getAttribute("data-key") : null;
}
