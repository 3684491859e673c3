import { type FromFrame, type Marked, messageMark, type ToFrame } from "./frame-messages.ts";

/** Sends to the chat page in the frame. Before it has loaded nothing is sent: `hello` then says the latest. */
export type SendToFrame = (message: Exclude<ToFrame, { type: "hello" }>) => void;

export type FrameLinkOptions = {
  frame: () => HTMLIFrameElement;
  /** The origin of the service: no other page may send or receive. */
  origin: string;
  /** Created again whenever the frame has loaded. */
  hello: () => Extract<ToFrame, { type: "hello" }>;
  onMessage: (message: FromFrame) => void;
};

/** Listens from now on. */
export function linkFrame({ frame, origin, hello, onMessage }: FrameLinkOptions): SendToFrame {
  let isLoaded = false;
  const post = (message: ToFrame): void => {
    const marked: Marked<ToFrame> = { ...message, source: messageMark };
    frame().contentWindow?.postMessage(marked, origin);
  };
  addEventListener("message", (event: MessageEvent<Marked<FromFrame> | undefined>) => {
    const message = event.data;
    if (event.origin !== origin || message?.source !== messageMark || event.source !== frame().contentWindow) return;
    if (message.type === "loaded") {
      isLoaded = true;
      post(hello());
    }
    onMessage(message);
  });
  return (message) => void (isLoaded && post(message));
}
