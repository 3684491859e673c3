/** What was written before Web Chat was there. */
export type FirstWords = { sent: readonly string[]; draft: string; focused: boolean };

/** The box that stands in the page from the first moment on: on a slow line Web Chat comes seconds later. */
export type FirstBox = {
  /** Takes the box away and gives what was written in it. */
  take(): FirstWords;
};

/** Shows at once what is sent, and keeps it until Web Chat can send it. */
export function openFirstBox(section: HTMLElement): FirstBox {
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
  return {
    take() {
      const focused = form.contains(document.activeElement);
      section.remove();
      return { sent, draft: box.value, focused };
    },
  };
}
