import { expect, onTestFinished, test } from "vitest";

import type { Article } from "../../knowledge/article.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { reloadArticles, watchArticles } from "../../src/cli/reload-articles.ts";
import type { DialogContext } from "../../src/understanding/interpretation/interpretation.ts";
import { liveKnowledge } from "../../src/understanding/live-knowledge.ts";
import { copyOfKnowledge } from "../support/knowledge-directory.ts";
import { testArticles } from "../support/test-articles.ts";

const fresh: DialogContext = {
  awaiting: "idle",
  asked: "idle",
  step: null,
  choices: [],
  questionId: 0,
  article: null,
  device: null,
  observation: null,
  caseOpen: false,
  afterCase: false,
  danger: null,
  caseWithdrawn: false,
  unfinished: "",
  fixAsked: false,
};

/** Reloads from a directory into articles that are in use. */
function running(directory: string) {
  const live = liveKnowledge({ articles: testArticles });
  const logged: unknown[] = [];
  const log = { info: (fields: unknown) => logged.push(fields), error: (fields: unknown) => logged.push(fields) };
  return { live, logged, reload: () => reloadArticles({ replace: live.replace, log, directory }) };
}

test("a new article is known to guides and understanding at once", async () => {
  using knowledge = copyOfKnowledge();
  knowledge.addSecondArticle();
  const { live, logged, reload } = running(knowledge.directory);
  const { guides } = live;
  const read = async () =>
    (await live.understand({ kind: "said", text: "deezer says error 503", attachments: 0 }, fresh)).events;
  expect(await read()).not.toContainEqual(expect.objectContaining({ article: "deezer-503" }));
  reload();
  expect(guides.article("deezer-503")?.identity.brand).toBe("Deezer");
  expect(guides.articles.length).toBe(loadArticles(knowledge.directory).length);
  expect(await read()).toContainEqual(expect.objectContaining({ type: "problem.known", article: "deezer-503" }));
  expect(logged).toEqual([{ articles: guides.articles.length }]);
});

test("a broken article never takes the place of a good one, and its faults are logged", () => {
  using knowledge = copyOfKnowledge();
  knowledge.change("articles/spotify-502.yaml", "severity: medium", "severity: dire");
  const { live, logged, reload } = running(knowledge.directory);
  reload();
  expect(live.guides.articles).toBe(testArticles);
  expect(logged).toEqual([{ faults: [expect.stringMatching(/spotify-502\.yaml: facts\.severity/)] }]);
});

test("a file that is saved is noticed, once for several writes", async () => {
  using knowledge = copyOfKnowledge();
  const noticed: (readonly Article[])[] = [];
  await new Promise<void>((resolve) => {
    const stop = watchArticles(() => {
      noticed.push(loadArticles(knowledge.directory));
      resolve();
    }, knowledge.directory);
    onTestFinished(stop);
    knowledge.change("articles/spotify-502.yaml", "severity: medium", "severity: low");
    knowledge.change("articles/spotify-502.yaml", "difficulty: easy", "difficulty: hard");
  });
  expect(noticed).toHaveLength(1);
  expect(noticed[0]?.find(({ id }) => id === "spotify-502")?.facts).toMatchObject({
    severity: "low",
    difficulty: "hard",
  });
});
