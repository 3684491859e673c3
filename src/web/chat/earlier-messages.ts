/** The button above the conversation that brings earlier messages. */
export type EarlierMessages = { offer(place: string): void };

/** `show` brings the messages before a place, and resolves with the place to go on from, null at the beginning. */
export function offerEarlierMessages(
  button: HTMLButtonElement,
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
  return { offer };
}
