import type { ActivitySet } from "./inbox.ts";

/** Where to listen, and whom to tell. */
export type FollowOptions = {
  streamUrl: string;
  /** The stream is at the address it names, not at this page's own host. */
  elsewhere?: boolean;
  onOpen: () => void;
  onSet: (set: ActivitySet) => void;
  ended: AbortSignal;
};

/** Browsers notice a dead connection only when they send. */
const pingMs = 20_000;

/** Listens until the socket closes; false when it never opened. */
export function followSocket({ streamUrl, elsewhere, onOpen, onSet, ended }: FollowOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(elsewhere ? streamUrl : atThisHost(streamUrl));
    let wasOpen = false;
    const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(""), pingMs);
    const close = (): void => socket.close();
    ended.addEventListener("abort", close, { once: true });
    socket.addEventListener("open", () => {
      wasOpen = true;
      onOpen();
    });
    socket.addEventListener(
      "message",
      ({ data: frame }: MessageEvent<string>) => frame && onSet(JSON.parse(frame) as ActivitySet),
    );
    socket.addEventListener("close", () => {
      clearInterval(ping);
      ended.removeEventListener("abort", close);
      resolve(wasOpen);
    });
  });
}

/**
 * The page may be reached by another name than the service knows of itself; its own name is the one that works here.
 */
function atThisHost(streamUrl: string): string {
  const { pathname, search } = new URL(streamUrl);
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${pathname}${search}`;
}
