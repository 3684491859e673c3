import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { afterAll, describe, expect, it, test } from "vitest";
import { type Article, articleSchema } from "../../knowledge/article.ts";
import { checkKnowledge } from "../../knowledge/check.ts";
import type { Fault } from "../../knowledge/faults.ts";
import { expandArticle } from "../../knowledge/expand.ts";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { knowledgeDirectory, loadArticles, loadKnowledge } from "../../knowledge/load.ts";
import { doubledLines, greedyAliases } from "../../src/cli/article/contradictions.ts";
import { draftLabels, draftOf } from "../../src/cli/article/draft.ts";
import { pageBlocks } from "../../src/cli/article/page-blocks.ts";
import { readGuide } from "../../src/cli/article/read-guide.ts";
import { readTalks, runTalks } from "../../src/cli/article/talks.ts";
import { learnedLines, namedReportSign } from "../../src/understanding/training/article-lines.ts";
import { withLine } from "../../src/understanding/phrasing-lines.ts";
import { openInterpreter } from "../../src/understanding/load-models.ts";
import { copiedGuide, errorGuide } from "../support/error-guide.ts";
import { copyOfKnowledge } from "../support/knowledge-directory.ts";
import { madeArticle } from "../support/made-articles.ts";
import { testArticles } from "../support/test-articles.ts";

const folder = mkdtempSync(join(tmpdir(), "article-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = `# Hulu Error Code 301: How to Fix It
Hulu error 301 means that Hulu cannot load a video because the connection is too slow.
Severity: Medium
Time: 5 to 20 minutes
## Step 1: Restart the Hulu app
- Close Hulu.
- Open it again.
## FAQ
**How long does the error last?**
Until the connection is better. Mostly that takes minutes.`;

describe("a page with an error guide", () => {
  const guide = readGuide(pageBlocks(errorGuide));
  it("is read: names, facts, steps, warnings, whom to ask, questions", () => {
    expect(guide).toMatchObject({
      brand: "Hulu",
      code: "301",
      codeAliases: ["bad network"],
      severity: "medium",
      difficulty: "easy",
      minutes: { least: 5, most: 20 },
      tools: ["Your device", "Access to your router"],
      contact: "https://help.hulu.com",
      statusPages: ["https://downdetector.com/status/hulu"],
      professional: "Contact Hulu support if it stays for a day.",
      questions: [{ question: "What does Hulu error 301 mean?" }],
    });
    expect(guide.steps.map(({ title }) => title)).toEqual([
      "Check the Hulu status",
      "Restart your router and modem",
      "Clear the cache",
      "Reinstall the app",
    ]);
    expect(guide.steps[1]).toMatchObject({
      minutes: 3,
      warning: "Everyone loses the internet.",
      purpose: "A restart clears a stuck connection.",
      instructions: ["Unplug both.", "Wait 30 seconds.", "Plug them in."],
    });
    expect(guide.steps[2]?.devices).toEqual({
      windows: ["Open settings.", "Click Clear."],
      android: ["Tap Storage."],
    });
  });
  it("in text is read the same way", () =>
    expect(readGuide(pageBlocks(text))).toMatchObject({
      brand: "Hulu",
      severity: "medium",
      minutes: { least: 5, most: 20 },
      steps: [{ title: "Restart the Hulu app", instructions: ["Close Hulu.", "Open it again."] }],
      questions: [{ question: "How long does the error last?" }],
    }));
  it.each([
    ["Fix Peacock TV error OVP_00012", "Peacock TV", "OVP_00012"],
    ["How to Solve Disney+ Error Code 83", "Disney+", "83"],
    ["Xbox error code 0x87DD0006: what now", "Xbox", "0x87DD0006"],
    ["Troubleshooting SoundCloud error ERR_NETWORK", "SoundCloud", "ERR_NETWORK"],
    ["Netflix Error NW-2-5", "Netflix", "NW-2-5"],
  ])("is known by its title: %s", (title, brand, code) =>
    expect(readGuide(pageBlocks(`<h1>${title}</h1>`))).toMatchObject({ brand, code }),
  );
  it.each(["about 15 minutes", "1-4 minutes", "5 minutes to an hour"])(
    "gives steps that fit the time it names, %s",
    (time) => {
      const page = `# Hulu error 301\nTime: ${time}\n## Steps\n1. Restart the device.\n2. Update the app.\n3. Wait.\n`;
      const draft = draftOf(readGuide(pageBlocks(page)), { id: "hulu-301", source: "a page", today: "2026-11-29" });
      const { steps, facts } = parse(draft) as Pick<Article, "steps" | "facts">;
      const sum = steps.reduce((total, { minutes }) => total + minutes, 0);
      expect(sum).toBeGreaterThanOrEqual(facts.minutes.least);
      expect(sum).toBeLessThanOrEqual(facts.minutes.most);
    },
  );
  it("gives a draft of the right shape with few gaps, none of them a fact of the page", () => {
    const draft = draftOf(guide, { id: "hulu-301", source: "https://example.com/301", today: "2026-11-29" });
    const parsed = articleSchema.safeParse(expandArticle(parse(draft), new Map()));
    expect(parsed.error?.issues ?? []).toEqual([]);
    expect(draft.match(/TODO/g)?.length).toBeLessThanOrEqual(5);
    expect(parsed.data?.steps.map(({ id }) => id)).toEqual([
      "check-status",
      "restart-router",
      "clear-cache",
      "reinstall",
    ]);
    expect(parsed.data?.steps[1]?.source).toBe("https://example.com/301");
    expect(draftLabels(guide, "hulu-301")).toContain("faq:what-it-means");
  });
});

describe("a page copied as text", () => {
  const guide = readGuide(pageBlocks(copiedGuide));
  const drafted = draftOf(guide, { id: "spotify-502", source: "a page", today: "2026-11-29" });
  const spotify502 = (directory: string): Article => loadArticles(directory).find(({ id }) => id === "spotify-502")!;
  using copy = copyOfKnowledge();
  copy.write("articles/spotify-502.yaml", drafted);
  const draft = spotify502(copy.directory);
  const written = spotify502(knowledgeDirectory);
  it.each([
    [
      "whose error it is",
      ({ identity: { brand, code, productType, product } }: Article) => [brand, code, productType, product],
    ],
    ["its name", ({ facts }: Article) => facts.title.en],
    ["severity and difficulty", ({ facts }: Article) => [facts.severity, facts.difficulty]],
    ["the time it takes", ({ facts }: Article) => facts.minutes],
    ["how many tools", ({ facts }: Article) => facts.tools.en.length],
    ["whom to ask, and where", ({ facts }: Article) => facts.contacts.map(({ name, url }) => [name.en, url])],
    ["where the status is shown", ({ status }: Article) => status.pages],
    ["the day it was verified", ({ facts }: Article) => facts.verifiedOn],
    ["the steps in their order", ({ steps }: Article) => steps.map(({ id }) => id)],
    [
      "which step destroys something",
      ({ steps }: Article) => steps.filter(({ asksFirst }) => asksFirst).map(({ id }) => id),
    ],
    ["the questions", ({ answers }: Article) => answers.slice(0, 5).map(({ id }) => id)],
  ])("gives the same as the article written by hand: %s", (_, field) => expect(field(draft)).toEqual(field(written)));
  it("gives the code's other name, the warning, and sentences for all that people read", () => {
    expect(draft.identity.codeAliases).toEqual(["bad gateway"]);
    expect(draft.steps.find(({ id }) => id === "reinstall")?.warning?.en).toContain(
      "Make sure you know how you log in",
    );
    expect(draft.facts.summary.en).toContain("'Bad Gateway' error");
    for (const sentence of [draft.facts.professional.en, ...draft.answers.map((answer) => answer.text.en)])
      expect(drafted).toContain(`${JSON.stringify(sentence)} # to be rewritten`);
  });
  it("passes the check once the gaps are filled and the marked sentences are rewritten, and not before", () => {
    using knowledge = copyOfKnowledge();
    const faultsOf = (content: string): Fault[] => {
      knowledge.write("articles/spotify-502.yaml", content);
      return checkKnowledge(knowledge.directory).faults.filter(({ file }) => file === "articles/spotify-502.yaml");
    };
    const own = drafted
      .replaceAll(/"TODO[^"]*"/gu, '"Done."')
      .replaceAll(/"Why do I keep[^"]*"/gu, '"Why do I get it when the status page is fine?"');
    expect(faultsOf(drafted).some(({ fault }) => fault === "is not finished yet")).toBe(true);
    expect(new Set(faultsOf(own).map(({ fault }) => fault))).toEqual(new Set(["is marked as a sentence of a page"]));
    expect(faultsOf(own.replaceAll(" # to be rewritten", ""))).toEqual([]);
  });
  it("leaves at most 25 gaps, all in what the page does not say: how a step is done and what it is for", () => {
    const gaps = drafted.split("\n").filter((line) => line.includes("TODO") && !line.startsWith("#"));
    expect(gaps.length).toBeLessThanOrEqual(25);
    expect(gaps.filter((line) => !/TODO what (?:to do|this step does)/u.test(line))).toEqual([]);
    expect(guide.unread).toEqual([]);
  });
});

describe("a line for a label", () => {
  const file = `# A comment.\n\n"faq:how-long":\n  - "how long"\n  - when is it over\n\n"faq:severity":\n  - "is it bad"\n`;
  it("goes to the end of the label's list, and nothing else changes", () =>
    expect(withLine(file, "faq:how-long", 'until "when"')).toBe(
      file.replace("  - when is it over\n", '  - when is it over\n  - "until \\"when\\""\n'),
    ));
  it("that stands there already is refused", () =>
    expect(withLine(file, "faq:how-long", "When is it over?")).toBeNull());
  it("of a label without lines begins it", () =>
    expect(withLine(file, "step:wait", "wait how")).toMatch(/\n\n"step:wait":\n {2}- "wait how"\n$/));
});

describe("talks", () => {
  const talks = (content: string) => {
    const path = join(folder, "a.talks.md");
    writeFileSync(path, content);
    return readTalks(path) ?? [];
  };
  const understand = openInterpreter({ articles: testArticles });
  const run = (content: string) => runTalks(talks(content), { articles: testArticles, understand });
  it("go as they are written", { timeout: 120_000 }, async () =>
    expect(
      await run(
        "A note.\n\n# One\n\n> spotify error 502\n< [Mac]\n> [Mac]\n< Step 1\n\n# Two\n~ status: incident\n> 502 on my mac\n< reports a problem\n",
      ),
    ).toEqual([]),
  );
  it("that go another way are named with line and reason", { timeout: 120_000 }, async () =>
    expect(await run("# One\n> spotify error 502\n< Step 7\n# Two\n> 502\n> [Fly]\n")).toEqual([
      { talk: "One", line: 3, fault: expect.stringContaining('expected "Step 7"') as string },
      { talk: "Two", line: 6, fault: expect.stringContaining('there is no button "Fly"') as string },
    ]),
  );
  it("are compared as they are seen, and a status that is none is named", { timeout: 120_000 }, async () =>
    expect(
      await run("# One\n>spotify error 502 on my mac\n< Step 1 of 10 · Check\n# Two\n~ status: fine\n> 502\n"),
    ).toEqual([{ talk: "Two", line: 5, fault: expect.stringContaining("write ~ status: incident") as string }]),
  );
  it("are none where there is no file", () => expect(readTalks(join(folder, "none.md"))).toBeNull());
});

describe("contradictions", () => {
  const [reference] = testArticles;
  const knowledge = loadKnowledge();
  it("are aliases that are everyday words, or another article's", () => {
    const greedy = madeArticle({
      id: "spotify-9",
      brand: "Spotify",
      code: "9",
      codeAliases: ["error", "bad gateway", "again", "offline error"],
    });
    expect(greedyAliases(greedy, { ...knowledge, articles: [greedy, ...testArticles] })).toEqual([
      expect.stringContaining("'error' is an everyday word"),
      expect.stringContaining("'again' is an everyday word"),
      "'bad gateway' names spotify-502 as well",
    ]);
  });
  it("are lines under two labels, or in the background", () => {
    const article = reference!;
    const line = "this line stands in two places";
    const label = `problem:${article.id}`;
    const doubled = {
      ...knowledge,
      phrasings: new Map([
        [label, [line]],
        ["human", [line]],
      ]),
      background: [],
      ownedBy: new Map([[label, new Map([[line, article.id]])]]),
    };
    expect(doubledLines(article, doubled)).toEqual([`stands under ${label} and under human: ${line}`]);
  });
});

describe("reports", () => {
  const knowledge = loadKnowledge();
  const lexicon = loadLexicon();
  it.each([
    ["problem:spotify-16", "spotify shows error 16 when i log in", true],
    ["problem:spotify-16", "the login window blames my firewall", false],
    ["problem:spotify-502", "spotify 502", false],
    ["step:check-hosts", "the hosts file for error 16", false],
  ])("of %s that name its error teach nothing: %s", (label, line, isNamed) =>
    expect(namedReportSign(knowledge, lexicon)(label, line)).toBe(isNamed),
  );
  it("are learned without those, and with what the summary says", () => {
    const lines = learnedLines(knowledge, lexicon).phrasings.get("problem:spotify-16") ?? [];
    expect(lines).toContain("something between you and Spotify stops your login, mostly a firewall or a proxy.");
    expect(lines).not.toContain("spotify error 16");
  });
});

test("an article that names nothing of others has no contradiction", () => {
  expect(greedyAliases(testArticles[0]!, { ...loadKnowledge(), articles: testArticles })).toEqual([]);
});
