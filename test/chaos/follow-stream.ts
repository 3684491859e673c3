import { WebSocket } from "ws";

import type { Chance } from "./chance.ts";
import { type Probe, pause } from "./probe.ts";

/** What a page saw of its conversation, by the ids of the lines, over all streams it had to open anew. */
export type Follower = { seen: string[]; opened: number; stop(): void };

type Frame = { activities: readonly { id: string }[]; watermark: string };

/** Follows a conversation as the page does: on some node, after a loss on another, from the last line that was seen. */
export function followStream(options: { probe: Probe; conversation: string; token: string; chance: Chance }): Follower {
  const { probe, conversation, token, chance } = options;
  const stopping = new AbortController();
  let watermark = "";
  let socket: WebSocket | null = null;
  const follower: Follower = {
    seen: [],
    opened: 0,
    stop() {
      stopping.abort();
      socket?.terminate();
    },
  };
  const receive = (bytes: unknown): void => {
    const text = String(bytes);
    if (text === "") return;
    const frame = JSON.parse(text) as Frame;
    follower.seen.push(...frame.activities.map(({ id }) => id));
    watermark = frame.watermark || watermark;
  };
  const followOnce = async (): Promise<void> => {
    const path = `/v3/directline/conversations/${conversation}?watermark=${watermark}`;
    const { streamUrl } = JSON.parse(await probe(path, { method: "GET", token })) as { streamUrl: string };
    const stream = new WebSocket(streamUrl);
    socket = stream;
    follower.opened++;
    stream.on("message", receive);
    // A node that dies takes its streams along: either way it is over.
    await new Promise<void>((resolve) => stream.on("close", () => resolve()).on("error", () => resolve()));
  };
  void (async () => {
    while (!stopping.signal.aborted && follower.opened < 10_000) {
      await followOnce().catch(() => undefined);
      if (!stopping.signal.aborted) await pause(50 + chance.below(100));
    }
  })();
  return follower;
}
