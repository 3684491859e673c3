import type { ConnectionState } from "./chat-connection.ts";

type Words = Record<Exclude<Shown, "open"> | "back", string>;
/** The state of the connection, or that the last message was refused. */
type Shown = ConnectionState | Refusal | "unreachable";
/** Why a message was refused for good. */
export type Refusal = "tooLong" | "fileType" | "fileRefused";
const passing: ReadonlySet<string> = new Set<Shown>(["open", "tooLong", "fileType", "fileRefused", "unreachable"]);

/** The status line above the conversation, a polite live region: empty while the connection is up. */
export type Notice = {
  show(state: Shown): void;
  /**
   * Says something else, which stays when the connection comes up, until it fails or something else is said; empty: that
   * is over.
   */
  say(text: string): void;
};

/** How long "Back again." is shown. */
const backMs = 5_000;

export function createNotice(element: HTMLElement, words: Words): Notice {
  let shown: Shown | "said" | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (text: string, kind: string): void => {
    clearTimeout(timer);
    element.textContent = text;
    element.dataset["kind"] = kind;
  };
  return {
    show(state) {
      if (state === shown || (state === "open" && shown === "said")) return;
      const wasDown = shown !== undefined && shown !== "said" && !passing.has(shown);
      shown = state;
      if (state !== "open") return write(words[state], state);
      write(wasDown ? words.back : "", "back");
      if (!wasDown) return;
      timer = setTimeout(() => write("", ""), backMs);
    },
    say(text) {
      if (text === "" && shown !== "said") return;
      shown = text === "" ? "open" : "said";
      write(text, shown);
    },
  };
}
