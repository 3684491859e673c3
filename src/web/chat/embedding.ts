import { Refused } from "./direct-line-call.ts";
import type { Session, Sessions } from "./session.ts";
import type { Activity } from "./shown-activities.ts";
import { openWidgetFrame, type WidgetFrame } from "./widget-frame.ts";

/** What the page does as the frame of a widget. */
export type Embedding = WidgetFrame & {
  /** Opens the conversation of the person whom the site named, or that of this browser. */
  openSession(): Promise<Session>;
  tellMessage(activity: Activity): void;
};

export type EmbeddingOptions = {
  sessions: Sessions;
  closeButton: HTMLElement;
  onShown: () => void;
  /** The page must start again, as it shows the conversation of somebody else. */
  startAgain: () => void;
};

/** Our ids of persons whom a site named begin so. */
const identified = /^dl_id-/;

/** Null where the page stands alone. */
export function openEmbedding(options: EmbeddingOptions): Embedding | null {
  const { sessions, closeButton, onShown, startAgain } = options;
  let jwt: string | null | undefined;
  let current: Session | null = null;
  const frame = openWidgetFrame({
    onShown(isShown) {
      onShown();
      if (isShown) focusBox();
    },
    onIdentify(token) {
      jwt = token;
      if (token === null) {
        if (current === null || !identified.test(current.userId)) return;
        sessions.forget();
        startAgain();
      } else if (current) void identifyAgain(token, current).catch(() => undefined);
    },
  });
  if (!frame) return null;
  const identify = async (token: string): Promise<Session | null> => {
    try {
      return await sessions.identify(token);
    } catch (cause) {
      // What the service refuses stays refused; where it cannot be reached, it is asked again.
      if (!(cause instanceof Refused) || cause.status >= 500 || cause.status === 429) throw cause;
      frame.tell({ type: "refused" });
      return null;
    }
  };
  const identifyAgain = async (token: string, before: Session): Promise<void> => {
    const session = await identify(token);
    const isSame = session?.userId === before.userId && session.conversationId === before.conversationId;
    if (session && !isSame) startAgain();
  };
  const close = (): void => frame.tell({ type: "close" });
  document.documentElement.classList.add("in-widget");
  closeButton.hidden = false;
  closeButton.addEventListener("click", close);
  addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented && document.querySelector("dialog[open]") === null) close();
  });
  return {
    ...frame,
    async openSession() {
      const hello = await frame.hello;
      jwt ??= hello.jwt;
      const session = jwt === null ? null : await identify(jwt);
      current = session ?? (await sessions.open());
      return current;
    },
    tellMessage(activity) {
      frame.tell({ type: "message", message: reportedMessageOf(activity) });
    },
  };
}

function reportedMessageOf({ from, text = "" }: Activity): { from: "assistant" | "agent"; name: string; text: string } {
  const { id, name = "" } = (from ?? {}) as { id?: string; name?: string };
  return { from: id === "agent" ? "agent" : "assistant", name, text };
}

/** On a phone the keyboard would cover what is to be read. */
function focusBox(): void {
  if (matchMedia("(pointer: coarse)").matches) return;
  document.querySelector<HTMLElement>("main textarea:not([readonly])")?.focus();
}
