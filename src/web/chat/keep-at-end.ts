const listed = ".webchat__basic-transcript__scrollable";

/**
 * Keeps the end of the conversation in view when a picture in its last message grows to its size: Web Chat takes that for
 * somebody scrolling up, and then follows no more. Who reads further up, and sees nothing of that message, stays there.
 */
export function keepAtEnd(chat: HTMLElement): void {
  chat.addEventListener(
    "load",
    ({ target }) => {
      const message = target instanceof HTMLImageElement ? target.closest("article") : null;
      const list = chat.querySelector(listed);
      const isLast = message !== null && message === [...chat.querySelectorAll("article")].at(-1);
      if (isLast && list && message.getBoundingClientRect().top < list.getBoundingClientRect().bottom) showEnd(chat);
    },
    // The loading of a picture does not bubble.
    true,
  );
}

/** By then Web Chat has seen the first scrolling. */
const againMs = 100;

/**
 * Scrolls to the newest message, so that Web Chat follows again: a scrolling while the content changes its size counts as
 * the browser's own, so there is a second one, by a pixel.
 */
function showEnd(chat: HTMLElement): void {
  const list = chat.querySelector(listed);
  if (!list) return;
  list.scrollTop = list.scrollHeight;
  setTimeout(() => (list.scrollTop = list.scrollHeight - list.clientHeight - 1), againMs);
}
