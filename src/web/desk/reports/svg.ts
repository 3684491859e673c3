/** Makes an element of a drawing. Colours come from classes: the page's policy forbids inline styles. */
export function svg(
  tag: string,
  props: Readonly<Record<string, string | number>>,
  ...children: readonly Node[]
): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A text in a drawing. */
export function label(text: string, props: Readonly<Record<string, string | number>>): SVGElement {
  return svg("text", props, document.createTextNode(text));
}

/** Whether the window is a phone's: drawings then get fewer and larger parts. */
export function isNarrow(): boolean {
  return matchMedia("(max-width: 40rem)").matches;
}
