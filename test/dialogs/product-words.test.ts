import { describe, expect, it, test } from "vitest";

import type { Article } from "../../knowledge/article.ts";
import { noticesEn } from "../../dialogs/wording/notices-en.ts";
import { pageEn } from "../../dialogs/wording/page-en.ts";
import { productWords, wordingFor } from "../../dialogs/wording/product-en.ts";
import { mailEn } from "../../dialogs/wording/mail-en.ts";
import { inNameOf } from "../../dialogs/wording/en.ts";
import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import { madeArticle, netflixError } from "../support/made-articles.ts";
import { startWhole, openTalk } from "../support/whole-service.ts";

/** Words that only fit the article on Spotify's error 502. */
const ofAnotherProduct = /spotify|\bmusic|\bsongs?\b|\b502\b/iu;

const made = (productType: string, brand: string): Article =>
  madeArticle({ id: `${brand.toLowerCase()}-e-7`, brand, code: "E-7", productType });
const libraries: readonly (readonly [string, readonly Article[]])[] = [
  ["one of films", [netflixError]],
  ["one of games", [made("gaming", "Stadium")]],
  ["one of any other kind", [made("banking", "Monetta")]],
  ["two of different kinds", [netflixError, made("gaming", "Stadium")]],
];

/** Every sentence of some words, with names from elsewhere put in where they take any. */
function sentencesIn(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (Array.isArray(words)) return words.flatMap(sentencesIn);
  if (typeof words === "object" && words !== null) return Object.values(words).flatMap(sentencesIn);
  if (typeof words !== "function") return [];
  try {
    return sentencesIn((words as (...given: unknown[]) => unknown)("Stadium", "E-7", "a", "b"));
  } catch (error) {
    // A function of times and counts, in which no product stands.
    if (error instanceof TypeError || error instanceof RangeError) return [];
    throw error;
  }
}
const foreignIn = (words: unknown): string[] => sentencesIn(words).filter((one) => ofAnotherProduct.test(one));

describe.each(libraries)("with articles on %s", (_, articles) => {
  it("nothing in a conversation speaks of music or of Spotify, before an error is named and in its guide", () => {
    expect(foreignIn(wordingFor(articles, undefined))).toEqual([]);
    expect(foreignIn(wordingFor(articles, articles[0]))).toEqual([]);
  });
  it("neither do the notices and the words of the page, the widget and Teams", () => {
    const product = productWords(articles);
    const notices = [noticesEn.privacy({ conversations: 30, cases: 180 }, product), noticesEn.terms(product)];
    expect(foreignIn([product, notices])).toEqual([]);
  });
  it("Teams has room for the names", () => {
    const { short, tagline } = productWords(articles);
    expect(short.length).toBeLessThanOrEqual(30);
    expect(`${tagline}, step by step, or gets you a person.`.length).toBeLessThanOrEqual(80);
  });
});

test("the sentences are looked through: those of Spotify's own article are found", () => {
  expect(foreignIn(wordingFor([made("music-streaming", "Spotify")], undefined)).length).toBeGreaterThan(5);
});

test("what has no article to take words from names no product", () => {
  expect(foreignIn([pageEn, mailEn, loadCannedReplies()])).toEqual([]);
});

test("the name of the settings comes before that of the products", () => {
  const named = inNameOf({ name: "Help Desk Bot", welcome: null })(wordingFor([netflixError], undefined));
  expect(named.welcome("Netflix error NW-2-5")).toContain("I'm the Help Desk Bot (a bot)");
  expect(named.identity).toContain("I'm the Help Desk Bot, a bot");
  expect(named.assistantName).toBe("Help Desk Bot");
});

test("a service whose only article is of another brand says so on every page and in its first words", async () => {
  const { base } = await startWhole({}, undefined, [netflixError]);
  const text = async (path: string): Promise<string> => (await fetch(base + path)).text();
  const page = await text("/");
  expect(page).toContain("<title>Streaming Support Assistant</title>");
  expect(page).toContain("Gets your film playing again");
  expect(page).toContain("Step-by-step help when your film won't play");
  // Names in scripts are those of files and storage.
  const shown = page.replaceAll(/<(script|style|link)\b[^>]*>/gu, "");
  for (const content of [shown, await text("/privacy"), await text("/terms")])
    expect(content.match(ofAnotherProduct)?.[0]).toBeUndefined();
  expect(await text("/widget.js")).toContain('"Streaming Support Assistant"');
  const talk = await openTalk(base);
  await talk.post({ type: "message", from: { id: "x" }, text: "hello" });
  const said = (await talk.read()).map(({ text: words = "" }) => words).join("\n");
  expect(said).toContain("Netflix");
  expect(said).not.toMatch(ofAnotherProduct);
});
