/** The button at the beginning of the conversation that brings earlier messages. */
export type EarlierMessages = { offer(place: string): void };

/** The beginning of what is shown is in view up to this many pixels. */
const topPx = 60;

/** `show` brings the messages before a place, and resolves with the place to go on from, null at the beginning. */
export function offerEarlierMessages(
  { button, talk }: { button: HTMLButtonElement; talk: HTMLElement },
  show: (place: string) => Promise<string | null>,
): EarlierMessages {
  let next: string | null = null;
  const offer = (place: string | null): void => {
    next = place;
    button.hidden = place === null;
    button.disabled = false;
  };
  button.addEventListener("click", () => {
    if (next === null) return;
    const place = next;
    button.disabled = true;
    void show(place).then(offer, () => offer(place));
  });
  // Further down it would lie on what is read. Scrolling does not bubble, so it is caught on the way down.
  talk.addEventListener(
    "scroll",
    ({ target }) => target instanceof Element && button.classList.toggle("away", target.scrollTop > topPx),
    true,
  );
  return { offer };
}
