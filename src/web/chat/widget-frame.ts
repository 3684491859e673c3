import { keepElsewhere } from "./stored-value.ts";
import { type FromFrame, type Marked, messageMark, type ToFrame } from "../widget/frame-messages.ts";

type Hello = Extract<ToFrame, { type: "hello" }>;

/** The widget around this page, in a page of another site. */
export type WidgetFrame = {
  /** Resolves with the widget's first message. */
  hello: Promise<Hello>;
  /** Whether the panel is open. */
  isShown(): boolean;
  tell(message: FromFrame): void;
};

export type WidgetFrameOptions = {
  onShown: (isShown: boolean) => void;
  onIdentify: (jwt: string | null) => void;
};

/**
 * Null where this page is not in a widget's frame. Only pages of allowed origins can frame this one (`frame-ancestors`),
 * so whoever frames it may speak to it; nobody else is heard.
 */
export function openWidgetFrame({ onShown, onIdentify }: WidgetFrameOptions): WidgetFrame | null {
  if (window.parent === window || !new URLSearchParams(location.search).has("widget")) return null;
  let origin = "*";
  let isShown = false;
  const tell = (message: FromFrame): void => {
    const marked: Marked<FromFrame> = { ...message, source: messageMark };
    window.parent.postMessage(marked, origin);
  };
  const show = (shown: boolean): void => {
    isShown = shown;
    onShown(shown);
  };
  const hello = new Promise<Hello>((resolve) => {
    addEventListener("message", (event: MessageEvent<Marked<ToFrame> | undefined>) => {
      const message = event.data;
      if (event.source !== window.parent || message?.source !== messageMark) return;
      ({ origin } = event);
      if (message.type === "identify") return onIdentify(message.jwt);
      if (message.type === "hello") {
        keepElsewhere(message.kept, (key, value) => tell({ type: "keep", key, value }));
        resolve(message);
      }
      show(message.isShown);
    });
  });
  tell({ type: "loaded" });
  return { hello, isShown: () => isShown, tell };
}
