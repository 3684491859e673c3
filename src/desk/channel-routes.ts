import type { DeskApi } from "./api.ts";

/** Channels and other systems that have taken nothing for a while, and since when, in milliseconds since 1970. */
export type FailingChannels = () => Promise<readonly { remote: string; since: number }[]>;

export type ChannelRoutesOptions = {
  api: DeskApi;
  failing: FailingChannels;
  /** What agents call the other systems. */
  titles: Readonly<Record<string, string>>;
};

/** Mounts what the desk's banner reads: which channels are away, so that agents know why words are waiting. */
export function mountChannelRoutes({ api, failing, titles }: ChannelRoutesOptions): void {
  api.get("/channels", async () => ({
    failing: (await failing()).map(({ remote, since }) => ({
      channel: titles[remote] ?? remote,
      since: new Date(since).toISOString(),
    })),
  }));
}
