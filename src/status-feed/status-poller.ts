import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import type { StatusNow } from "../conversation/ports.ts";
import type { Feed } from "./feeds.ts";
import { createFetchFeed, type Fetch } from "./fetch-feed.ts";
import { createFeedPoller, type FeedPoller } from "./poll-feed.ts";

/** The latest statuses of all feeds, from `start` to `stop`. */
export type StatusPoller = {
  now: StatusNow;
  /** Seconds since the latest successful poll of the most outdated feed; null if one was never read, or without feeds. */
  ageSeconds(): number | null;
  /** Polls at once, then every minute. */
  start(): void;
  /** Polls all feeds now, regardless of back-off. Never rejects. */
  refresh(): Promise<void>;
  /** Final. Resolves when nothing runs any more. */
  stop(): Promise<void>;
};

/**
 * Polls the status feeds of the articles. `onIncidentOver` must not throw; it is called whenever two polls in a row found
 * no incident, and not only the first time, so that subscriptions left behind by a restart are found again.
 */
export function createStatusPoller(options: {
  feeds: readonly Feed[];
  clock: Clock;
  log: Logger;
  onIncidentOver: (article: string) => void;
  /** Called at every poll that reports an incident, with all articles that share the feed; must not throw. */
  onIncident: (articles: readonly string[]) => void;
  fetch?: Fetch;
  /** From 0 up to 1, spreads the polls of many nodes. */
  random?: () => number;
}): StatusPoller {
  const { feeds, clock, log, onIncident, onIncidentOver, fetch, random = Math.random } = options;
  const fetchFeed = createFetchFeed({ clock, ...(fetch ? { fetch } : {}) });

  /** Articles about one product share its feed, which is polled once for all of them. */
  const pollers = [...Map.groupBy(feeds, (feed) => feed.url)].map(([url, shared]) => {
    const articles = shared.map((feed) => feed.article);
    const poller = createFeedPoller({
      address: { url, hosts: [...new Set(shared.flatMap((feed) => feed.hosts))] },
      article: articles[0] ?? "",
      fetchFeed,
      clock,
      random,
      log,
      onIncident: () => onIncident(articles),
      onIncidentOver() {
        for (const article of articles) onIncidentOver(article);
      },
    });
    return { articles, poller };
  });

  const all = (act: (poller: FeedPoller) => Promise<void>) => async (): Promise<void> =>
    void (await Promise.all(pollers.map(({ poller }) => act(poller))));

  return {
    now: () =>
      Object.fromEntries(
        pollers.flatMap(({ articles, poller }) => articles.map((article) => [article, poller.current()])),
      ),
    ageSeconds() {
      const times = pollers.map(({ poller }) => poller.readAt());
      return times.length === 0 || times.includes(null) ? null : (clock.now() - Math.min(...times.map(Number))) / 1_000;
    },
    start() {
      for (const { poller } of pollers) poller.start();
    },
    refresh: all((poller) => poller.refresh()),
    stop: all((poller) => poller.stop()),
  };
}
