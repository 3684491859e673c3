/** Web Chat's scrolling list of messages. */
const listOf = (chat: HTMLElement): HTMLElement | null => chat.querySelector(".webchat__basic-transcript__scrollable");

/** Who is not further from the end than this reads the newest message. */
const nearEndPx = 80;
/** Above the beginning of a message that is longer than the screen. */
const marginPx = 12;
/** Without another scrolling for so long, it has ended. */
const stillMs = 150;
/** Web Chat's own scrolling after a change takes less. */
const changeMs = 600;

/**
 * Keeps the newest message in view: its end, or its beginning if it is longer than the screen. Web Chat does so too, until
 * anything changes its size while it scrolls (a picture, a row of buttons, a preview of a file), which it takes for somebody who
 * scrolls up; then a question would stay out of sight while its buttons are shown. Who has scrolled up by themselves stays where
 * they are, until they write.
 */
export function keepAtEnd(chat: HTMLElement): void {
  let isFollowing = true;
  let changedUntil = 0;
  let ends = { first: articleAt(chat, 0), last: articleAt(chat, -1) };
  let watched: HTMLElement | null = null;

  const settle = (): void => {
    const list = listOf(chat);
    if (!list || !isFollowing) return;
    const place = placeOf(list, ends.last);
    if (Math.abs(list.scrollTop - place) > 1) list.scrollTop = place;
  };
  const change = (): void => {
    changedUntil = Date.now() + changeMs;
    requestAnimationFrame(settle);
  };
  const sizes = new ResizeObserver(change);
  const isChanging = (): boolean => Date.now() < changedUntil;
  const onStill = debounce(stillMs, () => isChanging() && settle());
  const onScroll = (list: HTMLElement): void => {
    // During a change it is Web Chat that scrolls, otherwise a person.
    if (!isChanging()) isFollowing = placeOf(list, ends.last) - list.scrollTop < nearEndPx;
    onStill();
  };
  const byHand = (): void => void (changedUntil = 0);
  const watch = (list: HTMLElement): void => {
    watched = list;
    sizes.disconnect();
    sizes.observe(list);
    for (const part of list.children) sizes.observe(part);
    list.addEventListener("scroll", () => onScroll(list));
    for (const sign of ["wheel", "touchmove", "pointerdown", "keydown"])
      list.addEventListener(sign, byHand, { passive: true });
  };
  new MutationObserver(() => {
    const list = listOf(chat);
    if (list && list !== watched) watch(list);
    const now = { first: articleAt(chat, 0), last: articleAt(chat, -1) };
    const { first, last } = ends;
    ends = now;
    if (now.last !== last) {
      if (now.last?.querySelector(".webchat__bubble--from-user")) isFollowing = true;
      change();
    } else if (now.first !== first) isFollowing = false;
  }).observe(chat, { subtree: true, childList: true });
}

function articleAt(chat: HTMLElement, at: 0 | -1): Element | undefined {
  return [...chat.querySelectorAll("article")].at(at);
}

/** Where the list is scrolled to when its newest message is in view. */
function placeOf(list: HTMLElement, newest: Element | undefined): number {
  const end = list.scrollHeight - list.clientHeight;
  if (!newest) return end;
  const top = list.scrollTop + newest.getBoundingClientRect().top - list.getBoundingClientRect().top - marginPx;
  return Math.max(0, Math.min(end, Math.floor(top)));
}

function debounce(ms: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
}
