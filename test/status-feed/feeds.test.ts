import { expect, test } from "vitest";

import { articleSchema, type Article } from "../../knowledge/article.ts";
import { feedsOf } from "../../src/status-feed/feeds.ts";
import { feedUrl } from "./support/status-page.ts";

const pages = [
  { name: "Status", url: "https://status.spotify.com" },
  { name: "Second opinion", url: "https://downdetector.com/status/spotify" },
];

/** An article as far as feeds go. */
function articleWith(id: string, feed?: string): Article {
  const status = articleSchema.shape.status.parse({
    pages,
    source: "a test",
    verifiedOn: "2026-11-22",
    ...(feed === undefined ? {} : { feed }),
  });
  return { id, status } as Article;
}

const articles = [
  articleWith("spotify-502", feedUrl),
  articleWith("deezer-503", "https://deezer.example/api/v2/summary.json"),
  articleWith("no-feed"),
];

test("each article's own feed is watched, and may send us on to the brand's own page but to no second opinion", () => {
  expect(feedsOf({ articles, statusFeed: feedUrl })).toEqual([
    { article: "spotify-502", url: feedUrl, hosts: ["spotify.statuspage.io", "status.spotify.com"] },
    {
      article: "deezer-503",
      url: "https://deezer.example/api/v2/summary.json",
      hosts: ["deezer.example", "status.spotify.com"],
    },
  ]);
});

test("a stand-in on this machine takes the place of every feed, and sends us nowhere else", () => {
  const standIn = "http://127.0.0.1:8123/summary.json";
  expect(feedsOf({ articles, statusFeed: standIn })).toEqual(
    ["spotify-502", "deezer-503"].map((article) => ({ article, url: standIn, hosts: ["127.0.0.1:8123"] })),
  );
});

test("nothing is watched where the setting says so", () => {
  expect(feedsOf({ articles, statusFeed: null })).toEqual([]);
});
