import type { DeskApi } from "./api.ts";

/** Channels that have taken nothing for a while, and since when, in milliseconds since 1970. */
export type FailingChannels = () => readonly { remote: string; since: number }[];

/** Mounts what the desk's banner reads: which channels are away, so that agents know why words are waiting. */
export function mountChannelRoutes({ api, failing }: { api: DeskApi; failing: FailingChannels }): void {
  api.get("/channels", async () => ({
    failing: failing().map(({ remote, since }) => ({ channel: remote, since: new Date(since).toISOString() })),
  }));
}
