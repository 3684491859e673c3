import type { Article } from "../../knowledge/article.ts";
import { isLoopback } from "../config/setting-parsers.ts";
import type { FeedAddress } from "./fetch-feed.ts";

/** The status feed of an article. */
export type Feed = FeedAddress & { article: string };

/**
 * The feed of each article. `statusFeed` is the setting: null for none, a loopback URL replaces all of them. Redirects
 * are followed to the article's first status page, which is the brand's own.
 */
export function feedsOf(options: { articles: readonly Article[]; statusFeed: string | null }): readonly Feed[] {
  const { articles, statusFeed } = options;
  if (statusFeed === null) return [];
  const override = isLoopback(new URL(statusFeed).hostname) ? statusFeed : undefined;
  return articles.flatMap(({ id, status }) => {
    if (status.feed === undefined) return [];
    const url = override ?? status.feed;
    const page = override === undefined ? status.pages[0]?.url : undefined;
    return [
      { article: id, url, hosts: [url, ...(page === undefined ? [] : [page])].map((address) => new URL(address).host) },
    ];
  });
}
