import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { guidesOf } from "../../dialogs/guides.ts";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { knowledgeDirectory, loadArticles } from "../../knowledge/load.ts";
import { readTalks, runTalks, talksFile } from "../../src/cli/article/talks.ts";
import { articleNamesReader } from "../../src/understanding/articles/article-names.ts";
import { equivalentLabel, readLabelledFile } from "../../src/understanding/evaluation/labelled.ts";
import { openInterpreter, openMessageReader, transformerFile } from "../../src/understanding/load-models.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { silence, turn } from "../dialogs/talk.ts";

/** What must hold of the articles that there are; a new one brings its talks along. */
const real = loadArticles();
const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
beforeAll(() => transformer.start());
afterAll(() => transformer.stop());
const namesOfAll = articleNamesReader(real, loadLexicon());
const readReal = openMessageReader({ articles: real, score: transformer.score });

describe("a code of one or two digits", () => {
  it.each([
    ["tried it 3 times", null],
    ["i get the error 3 times a day", null],
    ["my iphone 16 has error 502 in spotify", "spotify-502"],
    ["ios 16 error 502", "spotify-502"],
    ["step 3 error again", null],
    ["auth:3 error pops up", null],
    ["three error screens today", null],
    ["i have 3 apple music playlists", null],
    ["apple music error 3", "apple-music-3"],
    ["error 3 in apple music", "apple-music-3"],
    ["spotify error code 3", null],
    ["getting 3 on apple music since monday", "apple-music-3"],
    ["how long does apple music 3 last", "apple-music-3"],
    ["got 3 months with apple music", null],
    ["apple music takes 3 seconds to start", null],
    ["getting 3 songs a day on apple music", null],
  ])("is counted, or a part of something, or named: %s", (text, article) =>
    expect(namesOfAll(text, null).articles).toEqual(article === null ? [] : [article]),
  );
  it("is one of the guide's brand where no brand is named", () => {
    expect(namesOfAll("error code 3 now", "spotify-502").articles).toEqual([]);
    expect(namesOfAll("now it says error 16", "spotify-502").articles).toEqual(["spotify-16"]);
  });
});

describe("a brand named in passing", () => {
  it.each([
    "one more hour of this and i go to apple music",
    "moved from apple music last month",
    "apple music plays, spotify shows error 502",
    "my reward is a 502. Apple Music is giving a month for free",
  ])("is not what the message is about: %s", (text) =>
    expect(namesOfAll(text, null).brands.filter((brand) => brand === "apple music")).toEqual([]),
  );
  it("does not hide the code of another one in another sentence", () =>
    expect(namesOfAll("I still see the 502. And now Apple Music fails too", null).articles).toEqual(["spotify-502"]));
});

test("already done is not read where something is asked that has the same form", async () => {
  const asked = (text: string) =>
    readReal(text, { asked: "step-result", step: "disable-vpn", article: "spotify-16" }).then(({ facts }) =>
      facts.steps.filter(({ step, said }) => step === "allow-firewall" && said === "tried"),
    );
  expect(await asked("how do i let it through the firewall")).toEqual([]);
  expect(await asked("i already let spotify through the firewall")).toHaveLength(1);
});

describe("the articles that there are", () => {
  const interpret = openInterpreter({ articles: real, score: transformer.score });
  it.each(real.map(({ id }) => id))("%s: its conversations go as written", { timeout: 120_000 }, async (id) => {
    const talks = readTalks(talksFile(knowledgeDirectory, id)) ?? [];
    expect(talks.length).toBeGreaterThan(3);
    expect(await runTalks(talks, { articles: real, understand: interpret })).toEqual([]);
  });
  it("are understood by people who did not write their phrasings", { timeout: 120_000 }, async () => {
    const lines = ["own-articles.jsonl", "own-articles-2.jsonl"].flatMap((name) =>
      readLabelledFile(fileURLToPath(new URL(name, import.meta.url))),
    );
    const wrong = [];
    for (const { text, awaiting, article = null, label } of lines) {
      const { prediction } = await readReal(text, {
        asked: awaiting,
        step: article ? "restart-router" : null,
        article,
      });
      if (equivalentLabel(prediction.label, awaiting) !== equivalentLabel(label, awaiting)) wrong.push(text);
    }
    expect(wrong.length / lines.length, wrong.join("\n")).toBeLessThan(0.08);
  });
  it("are welcomed in few words and buttons", () => {
    const { reply } = turn(guidesOf(real), silence, [{ type: "conversation.opened" }]);
    expect(reply?.text.length).toBeLessThanOrEqual(300);
    expect(reply?.choices.length).toBeLessThanOrEqual(5);
    expect(reply?.text).toContain("Spotify error 502");
  });
});
