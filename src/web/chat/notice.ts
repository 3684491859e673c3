import type { ConnectionState } from "./chat-connection.ts";

type Words = Record<Exclude<Shown, "open"> | "back", string>;
/** The state of the connection, or that the last message was refused. */
type Shown = ConnectionState | Refusal | "unreachable";
/** Why a message was refused for good. */
export type Refusal = "tooLong" | "fileType" | "fileRefused";
const passing: ReadonlySet<string> = new Set<Shown>(["open", "tooLong", "fileType", "fileRefused", "unreachable"]);

/** How long "Back again." is shown. */
const backMs = 5_000;

/** The status line above the conversation, a polite live region: empty while the connection is up. */
export function createNotice(element: HTMLElement, words: Words): (state: Shown) => void {
  let shown: Shown | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string, kind: string): void => {
    clearTimeout(timer);
    element.textContent = text;
    element.dataset["kind"] = kind;
  };
  return (state) => {
    if (state === shown) return;
    const wasDown = shown !== undefined && !passing.has(shown);
    shown = state;
    if (state !== "open") return say(words[state], state);
    say(wasDown ? words.back : "", "back");
    if (!wasDown) return;
    timer = setTimeout(() => say("", ""), backMs);
  };
}
