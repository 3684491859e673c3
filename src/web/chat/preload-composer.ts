/** What was written before Web Chat had loaded. */
export type PreloadedInput = { sent: readonly string[]; draft: string; focused: boolean };

/** A text box that works at once; on a slow connection Web Chat loads seconds later. */
export type PreloadComposer = {
  /** Removes the box and returns its content. */
  take(): PreloadedInput;
};

/** Shows sent messages at once and queues them until Web Chat can send them. */
export function openPreloadComposer(section: HTMLElement): PreloadComposer {
  const [list, form] = [section.querySelector("ol"), section.querySelector("form")] as [
    HTMLOListElement,
    HTMLFormElement,
  ];
  const [box, button] = [form.querySelector("textarea"), form.querySelector("button")] as [
    HTMLTextAreaElement,
    HTMLButtonElement,
  ];
  const sent: string[] = [];
  const send = (): void => {
    const text = box.value.trim();
    if (text === "") return;
    sent.push(text);
    list.append(Object.assign(document.createElement("li"), { textContent: text }));
    box.value = "";
    box.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  button.disabled = false;
  // On phones the keyboard would cover the greeting; in a frame, the page around it has the focus.
  if (window.parent === window && !matchMedia("(pointer: coarse)").matches) box.focus();
  return {
    take() {
      const focused = form.contains(document.activeElement);
      section.remove();
      return { sent, draft: box.value, focused };
    },
  };
}
