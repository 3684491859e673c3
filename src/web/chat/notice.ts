import type { LineState } from "./chat-connection.ts";

type Words = { away: string; back: string; busy: string; unsent: string };

/** How long "Back again." stays. */
const backMs = 5_000;

/** The state line above the conversation: silent while all is well, said politely to screen readers when it changes. */
export function makeNotice(element: HTMLElement, words: Words): (state: LineState) => void {
  let shown: LineState | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string, kind: string): void => {
    clearTimeout(timer);
    element.textContent = text;
    element.dataset["kind"] = kind;
  };
  return (state) => {
    if (state === shown) return;
    const wasDown = shown !== undefined && shown !== "open";
    shown = state;
    if (state !== "open") return say(words[state], state);
    say(wasDown ? words.back : "", "back");
    if (!wasDown) return;
    timer = setTimeout(() => say("", ""), backMs);
  };
}
