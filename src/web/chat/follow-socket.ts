import type { ActivitySet } from "./inbox.ts";

export type FollowOptions = {
  streamUrl: string;
  /** The stream is used at its own address instead of this page's host. */
  elsewhere?: boolean;
  onOpen: () => void;
  onSet: (set: ActivitySet) => void;
  ended: AbortSignal;
};

/** A browser notices a dead connection only when it sends. */
const pingMs = 20_000;

/** Reads the stream until the socket closes. Resolves with false if it never opened. */
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

/** The stream at the host of this page, which may differ from the address that the service knows of itself. */
function atThisHost(streamUrl: string): string {
  const { pathname, search } = new URL(streamUrl);
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${pathname}${search}`;
}
