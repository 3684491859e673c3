import type { Article } from "../../knowledge/article.ts";
import { isLoopback } from "../config/settings.ts";
import type { FeedAddress } from "./fetch-feed.ts";

/** Whose status a feed tells. */
export type Feed = FeedAddress & { article: string };

/**
 * The feeds to watch: each article's own. `statusFeed` is the setting: null watches nothing, an address on this machine
 * stands in for all of them. An answer may send us on to the page that the article names first, which is the brand's
 * own; a second opinion speaks for nobody's health.
 */
export function feedsOf(options: { articles: readonly Article[]; statusFeed: string | null }): readonly Feed[] {
  const { articles, statusFeed } = options;
  if (statusFeed === null) return [];
  const standIn = isLoopback(new URL(statusFeed).hostname) ? statusFeed : undefined;
  return articles.flatMap(({ id, status }) => {
    if (status.feed === undefined) return [];
    const url = standIn ?? status.feed;
    const page = standIn === undefined ? status.pages[0]?.url : undefined;
    return [
      { article: id, url, hosts: [url, ...(page === undefined ? [] : [page])].map((address) => new URL(address).host) },
    ];
  });
}
