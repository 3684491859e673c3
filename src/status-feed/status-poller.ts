import type { Clock } from "../common/clock.ts";
import type { StatusNow } from "../conversation/ports.ts";
import { createFetchFeed, type Fetch } from "./fetch-feed.ts";
import type { Feed } from "./feeds.ts";
import { type FeedWatch, type ReadFailed, watchFeed } from "./poll-feed.ts";

/** A feed that could not be read, by the article it is for. Holds ids, codes and counts only. */
export type StatusTrouble = ReadFailed & { article: string };

/** The statuses as last read, from `start` to `stop`. */
export type StatusPoller = {
  now: StatusNow;
  /** Seconds since the feed that was longest without a reading was read; null when one never was, or there is none. */
  ageSeconds(): number | null;
  /** Reads at once, then every minute. */
  start(): void;
  /** Reads all feeds now, each once at a time, whatever the back-off says. Never rejects. */
  refresh(): Promise<void>;
  /** For good. Resolves when nothing runs any more. */
  stop(): Promise<void>;
};

/**
 * Watches the status feeds of the articles. `onOver` says that no incident is open, sure by two reads in a row; it
 * comes at every such read and not only at the first, so that a wish to hear of it that a restart left behind is found
 * again. Neither callback may throw.
 */
export function createStatusPoller(options: {
  feeds: readonly Feed[];
  clock: Clock;
  onTrouble: (trouble: StatusTrouble) => void;
  onOver: (article: string) => void;
  fetch?: Fetch;
  /** From 0 up to 1, spreads the reads of many nodes. */
  random?: () => number;
}): StatusPoller {
  const { feeds, clock, onTrouble, onOver, fetch, random = Math.random } = options;
  const fetchFeed = createFetchFeed({ clock, ...(fetch ? { fetch } : {}) });

  /** Articles about one product share its feed: it is asked once for all of them. */
  const watches = [...Map.groupBy(feeds, (feed) => feed.url)].map(([url, shared]) => {
    const articles = shared.map((feed) => feed.article);
    const watch = watchFeed({
      address: { url, hosts: [...new Set(shared.flatMap((feed) => feed.hosts))] },
      fetchFeed,
      clock,
      random,
      onTrouble: (trouble) => onTrouble({ article: articles[0] ?? "", ...trouble }),
      onOver() {
        for (const article of articles) onOver(article);
      },
    });
    return { articles, watch };
  });

  const all = (act: (watch: FeedWatch) => Promise<void>) => async (): Promise<void> =>
    void (await Promise.all(watches.map(({ watch }) => act(watch))));

  return {
    now: () =>
      Object.fromEntries(
        watches.flatMap(({ articles, watch }) => articles.map((article) => [article, watch.current()])),
      ),
    ageSeconds() {
      const times = watches.map(({ watch }) => watch.readAt());
      return times.length === 0 || times.includes(null) ? null : (clock.now() - Math.min(...times.map(Number))) / 1_000;
    },
    start() {
      for (const { watch } of watches) watch.start();
    },
    refresh: all((watch) => watch.refresh()),
    stop: all((watch) => watch.stop()),
  };
}
