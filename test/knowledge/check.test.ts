import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkKnowledge } from "../../knowledge/check.ts";
import { copyOfKnowledge } from "../support/knowledge-directory.ts";
import { article, faultsAfter, phrasings, placed } from "../support/spoiled-article.ts";

test("our own knowledge has no fault", () => {
  using knowledge = copyOfKnowledge();
  expect(checkKnowledge(knowledge.directory).faults).toEqual([]);
});

test("a second article passes the check without code", () => {
  using knowledge = copyOfKnowledge();
  const articlesIn = (): number => Number(/Articles: (\d+)/.exec(checkKnowledge(knowledge.directory).summary)?.[1]);
  const before = articlesIn();
  knowledge.addSecondArticle();
  expect(checkKnowledge(knowledge.directory).faults).toEqual([]);
  expect(articlesIn()).toBe(before + 1);
});

test("the smallest article of the README has no fault of its own", () => {
  using knowledge = copyOfKnowledge();
  const readme = readFileSync(new URL("../../knowledge/README.md", import.meta.url), "utf8");
  knowledge.write(article, /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "");
  const { faults } = checkKnowledge(knowledge.directory);
  expect(new Set(faults.map(({ file }) => file))).toEqual(new Set([phrasings]));
});

const spoiled: [promise: string, file: string, piece: string, by: string, place: string, fault: string][] = [
  [
    "an article lies where its id says",
    article,
    "id: deezer-503",
    "id: deezer-504",
    "id",
    "'deezer-504' does not fit the file's name",
  ],
  [
    "the minutes promised are compared with the steps",
    article,
    "most: 10",
    "most: 6",
    "facts.minutes",
    "promises 2 to 6 minutes, but all steps on windows, macos, linux, ios, android, other together take 7",
  ],
  [
    "an answer has two sentences at least",
    article,
    " It is hardly ever your device.",
    "",
    "answers.what-it-means.text.en",
    "must have 2 to 4 sentences",
  ],
  [
    "an answer has four sentences at most",
    article,
    "It is hardly",
    "One. Two? Three. It is hardly",
    "answers.what-it-means.text.en",
    "must have 2 to 4 sentences",
  ],
  [
    "an answer is short",
    article,
    "It is hardly",
    `It is ${"very ".repeat(120)} hardly`,
    "answers.what-it-means.text.en",
    "is longer than 600 characters",
  ],
  [
    "an instruction fits a phone",
    article,
    "Wait 2 minutes.",
    `Wait ${"long ".repeat(50)}.`,
    "steps.wait.on.windows.instructions.en.1",
    "is longer than 220 characters",
  ],
  [
    "a second instruction is counted as the second",
    article,
    "Try Deezer again.",
    "Try Deezer again!",
    "steps.wait.on.windows.instructions.en.2",
    "has an exclamation mark",
  ],
  [
    "an unfinished text is refused",
    article,
    "Wait 2 minutes.",
    "TODO ask somebody",
    "steps.wait.on.windows.instructions.en.1",
    "is not finished yet",
  ],
  [
    "two spaces in a row are refused",
    article,
    "Wait 2 minutes.",
    "Wait  2 minutes.",
    "steps.wait.on.windows.instructions.en.1",
    "has two spaces in a row",
  ],
  [
    "a title has no dot at its end",
    article,
    "en: Wait a little",
    "en: Wait a little.",
    "steps.wait.title.en",
    "ends with a dot",
  ],
  [
    "a reason has no dot at its end",
    article,
    "en: a page is not installed",
    "en: A page is not installed.",
    "steps.reinstall.on.web.reason.en",
    "ends with a dot",
  ],
  [
    "a language is a language",
    article,
    "en: Wait a little",
    "en: Wait a little\n      german: Etwas warten",
    "steps.wait.title.german",
    "'german' is no language",
  ],
  [
    "a label of nothing is named, with those that may be meant",
    phrasings,
    "step:wait:",
    "step:wiat:",
    "step:wiat",
    "is a label that nothing here has — correct it to one of: step:wait,",
  ],
];

test.each(spoiled)("%s", (_promise, file, piece, by, place, fault) => {
  expect(faultsAfter(file, piece, by)).toContainEqual(expect.stringMatching(placed(file, place, fault)));
});

test("a step that nobody has said in five ways is named", () => {
  const said = faultsAfter(phrasings, "  - waiting step\n", "");
  expect(said).toEqual([expect.stringContaining(`${phrasings}: step:wait: has 4 different phrasings`)]);
});

test("two articles cannot claim the same error of the same brand, not even by another name", () => {
  using knowledge = copyOfKnowledge();
  knowledge.addSecondArticle();
  knowledge.change("articles/deezer-503.yaml", "- deeser", "- spotify");
  knowledge.change("articles/deezer-503.yaml", 'code: "503"', 'code: "502"');
  expect(checkKnowledge(knowledge.directory).faults).toMatchObject([
    { file: "articles/spotify-502.yaml", path: "identity.code", fault: "claims the same as articles/deezer-503.yaml" },
  ]);
});

test("a broken article does not make its phrasings look astray", () => {
  const said = faultsAfter(article, "severity: low", "severity: dire");
  expect(said).toHaveLength(1);
});

test("a phrasing file of no article is named", () => {
  using knowledge = copyOfKnowledge();
  knowledge.write("phrasings/tidal-500.yaml", "problem:tidal-500:\n  - tidal is down\n");
  expect(checkKnowledge(knowledge.directory).faults).toMatchObject([
    { file: "phrasings/tidal-500.yaml", fault: "belongs to no article" },
  ]);
});

test("an article with the wrong ending is not passed over in silence", () => {
  using knowledge = copyOfKnowledge();
  knowledge.write("articles/tidal-500.yml", "id: tidal-500\n");
  expect(checkKnowledge(knowledge.directory).faults).toMatchObject([{ file: "articles/tidal-500.yml" }]);
});
