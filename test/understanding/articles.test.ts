import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { DialogEvent } from "../../dialogs/events.ts";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { articleNamesReader } from "../../src/understanding/articles/article-names.ts";
import { aboutArticles, choiceByBrand, choiceByCode } from "../../src/understanding/articles/article-events.ts";
import { codePattern } from "../../src/understanding/articles/spoken-codes.ts";
import { openMessageReader, transformerFile } from "../../src/understanding/load-models.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { learnedLines } from "../../src/understanding/training/article-lines.ts";
import { madeArticle, netflixError, spotifyFour } from "../support/made-articles.ts";
import { testArticles } from "../support/test-articles.ts";

/** Articles that no model has learned: whatever is understood of them is understood without their phrasings. */
const articles = [netflixError, spotifyFour, ...testArticles];
const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
const read = openMessageReader({ articles, score: transformer.score });
beforeAll(() => transformer.start());
afterAll(() => transformer.stop());
const readNames = articleNamesReader(articles, loadLexicon());
const reading = async (text: string, article: string | null = null, asked: "idle" | "step-result" = "idle") => {
  const { prediction, facts, about } = await read(text, { asked, step: article ? "restart-router" : null, article });
  return { label: prediction.label, articles: facts.articles, steps: facts.steps, byBrand: about?.byBrand };
};

describe("a report that names brand and code is known without any phrasing", () => {
  it.each([
    ["netflix keeps showing nw-2-5", "netflix-nw-2-5"],
    ["Netflix NW-2-5 on the telly", "netflix-nw-2-5"],
    ["my tv says N W dash two dash five", "netflix-nw-2-5"],
    ["net flix code nw 2 5", "netflix-nw-2-5"],
    ["spotify says error 4", "spotify-4"],
    ["spotify error four keeps popping up", "spotify-4"],
    ["i get error code 4 on my pc when i press play", "spotify-4"],
    ["spotify 502 again", "spotify-502"],
    ["not the 502, the error 4", "spotify-4"],
    ["yesterday spotify 502 and now error 4", "spotify-4"],
  ])("%s", async (text, article) =>
    expect(await reading(text)).toMatchObject({ label: `problem:${article}`, articles: [article] }),
  );

  it("of a hundred brands", async () => {
    const many = Array.from({ length: 100 }, (_, at) =>
      madeArticle({ id: `brand${at}-e${at}`, brand: `Brandaro${at}`, code: `E-${at + 100}` }),
    );
    const readMany = openMessageReader({ articles: [...many, ...testArticles] });
    for (const { id, identity } of many.filter((_, at) => at % 9 === 0))
      for (const text of [`${identity.brand} says ${identity.code}`, `${identity.code} on my ${identity.brand} app`]) {
        const { prediction, facts } = await readMany(text, { asked: "idle", step: null });
        expect([text, prediction.label, facts.articles]).toEqual([text, `problem:${id}`, [id]]);
      }
  });
});

describe("a question that names a code is about that code's article", () => {
  it.each([
    ["what does error 502 mean", "faq:what-it-means", "spotify-502", null],
    ["is the bad gateway spotify's fault", "faq:whose-fault", "spotify-502", null],
    ["meaning of error code 4 please", "faq:what-it-means", "spotify-4", null],
    ["explain nw-2-5 to me", "faq:what-it-means", "netflix-nw-2-5", "spotify-502"],
    ["how long will netflix nw-2-5 take to go away", "faq:how-long", "netflix-nw-2-5", null],
    ["how do i restart the router for error 4", "step:restart-router", "spotify-4", null],
  ])("%s", async (text, label, article, current) =>
    expect(await reading(text, current)).toMatchObject({ label, articles: [article] }),
  );
});

describe("a brand without its code", () => {
  it.each(["netflix does not work", "netflix won't load on my tv"])(
    "leads to that brand's articles: %s",
    async (text) =>
      expect(await reading(text)).toMatchObject({
        label: "problem:unspecified",
        articles: [],
        byBrand: ["netflix-nw-2-5"],
      }),
  );
  it("is no report where something else is asked", async () =>
    expect(await reading("how do i cancel netflix")).toMatchObject({ label: "none", articles: [] }));
  it("makes another brand's code a foreign one", async () =>
    expect(await reading("netflix says error 502")).toMatchObject({ label: "problem:other", articles: [] }));
  it("of another guide does not end the one in progress", async () =>
    expect((await reading("spotify works fine though", "netflix-nw-2-5", "step-result")).label).not.toBe("nav:fixed"));
});

describe("a number is no code of one or two digits", () => {
  it.each([
    "i have tried it 4 times",
    "after 4 hours still the same error",
    "give me 4 minutes",
    "i dont want to do 4 steps, get me a human",
    "4 songs won't play",
    "go to step 4",
    "i have 4 devices and none works with spotify",
  ])("%s", async (text) => expect((await reading(text, "spotify-502", "step-result")).articles).toEqual([]));
  it("and never refuses a person", async () =>
    expect((await reading("i dont want to do 502 steps, get me a human", "spotify-502", "step-result")).label).toBe(
      "human",
    ));
});

describe("in a guide", () => {
  it("another known error is a report, not the result of a step", async () =>
    expect((await reading("actually it says error 4", "spotify-502", "step-result")).label).toBe("problem:spotify-4"));
  it("its own error still there is no cure", async () =>
    expect((await reading("still nw-2-5", "netflix-nw-2-5", "step-result")).label).toBe("nav:not-fixed"));
  it.each([
    ["how do i change the dns server", "step:change-dns"],
    ["show me where offline mode is turned off", "step:turn-off-offline-mode"],
  ])("a step that no model has learned is found by the words of its title: %s", async (text, label) =>
    expect((await reading(text, "spotify-4", "step-result")).label).toBe(label),
  );
  it("a title's word by chance changes nothing that is clear", async () => {
    expect((await reading("changed the dns server, still error 4", "spotify-4", "step-result")).label).toBe(
      "nav:not-fixed",
    );
    expect((await reading("get me a person, i can't change the dns server", "spotify-4", "step-result")).label).toBe(
      "human",
    );
  });
  it("steps that only its article has are known to be done by their titles", async () =>
    expect((await reading("spotify error 4, i already changed the dns and turned off offline mode")).steps).toEqual(
      expect.arrayContaining([
        { step: "change-dns", said: "tried" },
        { step: "turn-off-offline-mode", said: "tried" },
      ]),
    ));
});

test.each([
  ["NW-2-5", ["nw-2-5", "nw 2 5", "nw2-5", "n w dash two dash five"], ["nw-2-50", "snw-2-5"]],
  ["301", ["301", "three oh one", "three hundred and one", "3 0 1"], ["3010"]],
  ["M7361-1253", ["m7361-1253", "m7361 1253"], ["m73611253"]],
])("the code %s is read as people write and say it", (code, said, others) => {
  const pattern = new RegExp(`^(?:${codePattern(code)})$`, "iu");
  expect(said.filter((text) => !pattern.test(text))).toEqual([]);
  expect(others.filter((text) => pattern.test(text))).toEqual([]);
});

test("where two brands have the same code the brand decides, and without one both may be meant", () => {
  const deezer = madeArticle({ id: "deezer-502", brand: "Deezer", code: "502" });
  const both = articleNamesReader([deezer, ...testArticles], loadLexicon());
  expect(both("deezer error 502", null).articles).toEqual(["deezer-502"]);
  expect(both("error 502", null).articles.toSorted()).toEqual(["deezer-502", "spotify-502"]);
  expect(both("error 502", "spotify-502").articles).toEqual(["spotify-502"]);
});

test("a misspelled brand of ours is still that brand", () => {
  expect(readNames("netflx shows nw-2-5", null).brands).toEqual(["netflix"]);
  expect(readNames("reflex is a word", null).brands).toEqual([]);
});

test("a bare code chooses the offered article, before it is taken for the number of a button", () => {
  const offered = [netflixError, spotifyFour].map(({ id, facts }) => ({
    label: facts.title.en,
    press: { event: { type: "problem.known" as const, article: id }, asked: 1 },
  }));
  const codeOf = (id: string): string | null => articles.find((one) => one.id === id)?.identity.code ?? null;
  expect(choiceByCode("4", offered, codeOf)).toEqual({ type: "problem.known", article: "spotify-4" });
  expect(choiceByCode("2", offered, codeOf)).toBeNull();
});

test("a brand chooses the offered article where one alone is of it", () => {
  const offered = (...ids: string[]) =>
    ids.map((id) => ({ label: id, press: { event: { type: "problem.known" as const, article: id }, asked: 1 } }));
  const brandsOf = (id: string): string[] => (id.startsWith("apple") ? ["apple music", "applemusic"] : ["spotify"]);
  const both = offered("spotify-502", "apple-music-3");
  const spotify = { type: "problem.known", article: "spotify-502" };
  const apple = { type: "problem.known", article: "apple-music-3" };
  expect(choiceByBrand("Spotify first", both, brandsOf)).toEqual(spotify);
  expect(choiceByBrand("the apple one, please", both, brandsOf)).toEqual(apple);
  expect(choiceByBrand("spotify", offered("spotify-502", "spotify-16"), brandsOf)).toBeNull();
  expect(choiceByBrand("not the apple one", both, brandsOf)).toBeNull();
  expect(choiceByBrand("is it spotify?", both, brandsOf)).toBeNull();
});

test("an event carries the articles that may be meant", () => {
  const ask: DialogEvent = { type: "ask", answer: "how-long" };
  const about = { named: [], byBrand: ["spotify-4", "spotify-502"] };
  expect(aboutArticles([ask], about, { text: "how long does spotify do this", current: null })).toEqual([
    { ...ask, among: ["spotify-4", "spotify-502"] },
  ]);
  expect(aboutArticles([ask], { named: [], byBrand: [] }, { text: "how long", current: null })).toEqual([ask]);
});

describe("what is learned", () => {
  const knowledge = loadKnowledge();
  const withNetflix = { ...knowledge, articles };
  const { leftOut, phrasings } = learnedLines(withNetflix, loadLexicon());
  it("is never that an error of ours is another error, or none", () => {
    expect(leftOut.filter(({ article }) => article === "netflix-nw-2-5").length).toBeGreaterThan(3);
    expect([...(phrasings.get("problem:other") ?? [])].filter((text) => /nw-2-5/i.test(text))).toEqual([]);
  });
  it("is also the titles of steps that have few phrasings or none", () => {
    const step = new Map([...knowledge.phrasings, ["step:change-dns", ["use another dns"]]]);
    const lines = learnedLines({ ...withNetflix, phrasings: step }, loadLexicon()).phrasings.get("step:change-dns");
    expect(lines).toContain("how do i change the DNS server");
  });
  it("leaves what the reference article has learned as it was", () => {
    expect(phrasings.get("problem:spotify-502")).toEqual(knowledge.phrasings.get("problem:spotify-502"));
  });
});
