import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { checkKnowledge } from "../../knowledge/check.ts";
import { describeFault } from "../../knowledge/faults.ts";
import { copyOfKnowledge } from "../support/knowledge-directory.ts";
import { article, faultsAfter, phrasings } from "../support/spoiled-article.ts";

const title = "en: Wait a little";
const severity = "  severity: low";
const conflict = "<<<<<<< HEAD\n  severity: low\n=======\n  severity: high\n>>>>>>> other";

describe("a slip in the writing is one fault, with file, line, what is wrong and how to mend it", () => {
  it.each([
    ["a tab", article, severity, "\tseverity: low", "24: is indented with a tab"],
    ["a space too many", article, severity, ` ${severity}`, "24: does not stand in line"],
    ["a space too few", article, severity, severity.slice(1), "24: does not stand in line"],
    ["a shifted entry", article, "  - Try Deezer again.", "- Try Deezer again.", "62: does not stand in line"],
    ["a quote left open", article, 'code: "503"', 'code: "503', "12: opens a quote and does not close it"],
    ["a single quote left open", article, "product: D", "product: 'D", "10: opens a quote and does not close it"],
    ["a colon in a text", article, title, "en: Wait: a little", "53: has a text with a colon in it"],
    ["a colon without space", article, severity, "  severity:low", "24: has no space after its colon"],
    ["a colon forgotten", article, severity, "  severity low", "24: is neither a name with a colon nor"],
    ["a dash without space", article, "- Try Deezer", "-Try Deezer", "62: has no space after its dash"],
    ["a star for emphasis", article, title, "en: *Wait* a little", "53: has a text that begins with \\*"],
    ["a star", article, "- Wait 2 minutes.", "- *wait", "61: puts in \\*wait, and no &wait stands before it"],
    ["an at sign", article, title, "en: @Wait", "53: has a text that begins with @"],
    ["a bracket", article, title, "en: [Wait] a little", "53: has a text that begins with \\["],
    ["a brace", article, title, "en: {Wait} a little", "53: has a text that begins with \\{"],
    ["quotes around a word", article, title, 'en: "Wait" a little', "53: has a quote that ends before the text does"],
    ["a field twice", article, severity, `${severity}\n${severity}`, "25: the same field stands here a second time"],
    ["versions in conflict", article, severity, conflict, "24: is a mark of two versions"],
    ["a line of dashes", article, "steps:\n", "---\nsteps:\n", "50: begins a second document"],
    ["quotes in a phrasing", phrasings, "- deezer says", '- "it" says', "4: has a quote that ends before"],
  ])("%s", (_slip, file, piece, by, said) =>
    expect(faultsAfter(file, piece, by)).toEqual([expect.stringMatching(`^${file}: line ${said}.* — \\S`)]),
  );
  it.each([
    ["yes for true", "asksFirst: true", "asksFirst: yes", "must be true or false — write one of these"],
    ["a number in words", "    minutes: 2", "    minutes: two", "must be a number — write it in digits"],
    ["a text without its language", `title:\n      ${title}`, "title: Wait", "must be a group of fields — .*'en:'"],
    ["curved quotes", 'code: "503"', "code: “503”", "must be without quotes in it"],
    ["an address with a gap", "https://status.", "https://TODO.", "is not finished yet"],
    ["a field too far in", severity, `  ${severity}`, "(?:is missing|'severity' is no language)"],
    ["a hash at the beginning", title, "en: # Wait", "is empty — .*begins with # needs quotes"],
    ["a code that cannot be found", 'code: "503"', 'code: "?!"', "must have a letter or a digit"],
  ])("%s", (_slip, piece, by, said) => {
    const faults = faultsAfter(article, piece, by);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(new RegExp(` \\(line \\d+\\): ${said}`));
  });
});

/** The faults of the second article once the devices of its first step are written so, and shared steps in these files. */
function faultsWith(step: string, shared: Readonly<Record<string, string>> = {}): string[] {
  using knowledge = copyOfKnowledge();
  knowledge.addSecondArticle();
  const text = readFileSync(`${knowledge.directory}/${article}`, "utf8");
  knowledge.write(
    article,
    text.replace(/ {2}- id: wait\n[^]*?(?=\n {2}- id: restart-app)/u, () => step),
  );
  for (const [name, content] of Object.entries(shared)) knowledge.write(`steps/${name}.yaml`, content);
  return checkKnowledge(knowledge.directory).faults.map(describeFault);
}

const stepOf = (on: string): string =>
  `  - id: wait
    title:
      en: Wait a little
    minutes: 2
    purpose:
      en: Servers that are busy now are often free again soon.
    source: made up
    verifiedOn: 2026-11-22
    on:
${on}`;
const all = "      all:\n        instructions:\n          en:\n            - Wait 2 minutes.\n";

test("a quote over several lines is no quote left open", () =>
  expect(
    faultsAfter(article, severity, '  summary2: "a text\n    that goes on"\n\tseverity: low').filter((one) =>
      one.includes("quote"),
    ),
  ).toEqual([]));

describe("what is written for several devices", () => {
  it("has its fault where it stands, once", () => {
    expect(faultsWith(stepOf(all))).toEqual([]);
    expect(faultsWith(stepOf(all.replace("minutes.", "minutes!")))).toEqual([
      expect.stringMatching(/steps\.wait\.on\.all\.instructions\.en\.1 \(line 63\): has an exclamation mark/),
    ]);
  });
  it("is no place of what a single device adds", () =>
    expect(faultsWith(stepOf(`${all}      ios:\n        note:\n          en: Swipe it away!\n`))).toEqual([
      expect.stringMatching(/steps\.wait\.on\.ios\.note\.en \(line 66\): has an exclamation mark/),
    ]));
});

describe("a shared step", () => {
  const shared = stepOf(all).replace("  - id: wait", "id: wait-long").replaceAll(/^ {4}/gmu, "");
  const use = "  - use: wait-long\n";
  it("is put in", () =>
    expect(faultsWith(use, { "wait-long": shared }).filter((one) => !one.includes("phrasings"))).toEqual([]));
  it("brings its own phrasings along, so that an article that uses it needs none", () => {
    const lines = Array.from({ length: 5 }, (_, at) => `  - how long do i wait ${at}\n`).join("");
    const unsaid = (text: string) =>
      faultsWith(use, { "wait-long": text }).filter((one) => one.includes("step:wait-long: has 0"));
    expect(unsaid(shared)).toHaveLength(1);
    expect(unsaid(`${shared}phrasings:\n${lines}`)).toEqual([]);
  });
  it("that is not there is one fault, at the line that uses it", () =>
    expect(faultsWith("  - use: wait-lang\n")).toEqual([
      expect.stringMatching(/steps\.wait-lang \(line 51\): uses the shared step 'wait-lang', which is not there/),
    ]));
  it("has its faults in its own file, whoever uses it", () => {
    const text = faultsWith(use, { "wait-long": shared.replace("en: Wait a little", "en: TODO") });
    expect(text.filter((one) => !one.includes("phrasings"))).toEqual([
      expect.stringMatching(/^steps\/wait-long\.yaml: title\.en \(line 3\): is not finished yet/),
    ]);
    const shape = faultsWith(use, { "wait-long": shared.replace("minutes: 2", "minutes: two") });
    expect(shape).toEqual([
      expect.stringMatching(/^articles\/deezer-503\.yaml: steps\.wait-long .*which is not there or has faults/),
      expect.stringMatching(/^steps\/wait-long\.yaml: minutes \(line 4\): must be a number/),
    ]);
  });
});

test("minutes that do not add up are one fault for all devices of the same sum", () =>
  expect(faultsAfter(article, "least: 2", "least: 5")).toEqual([
    expect.stringMatching(/promises 5 to 10 minutes, but all steps on web together take 3/),
  ]));

test("a device on which nothing can be done needs no minutes", () => {
  const onTv =
    "      all:\n        reason:\n          en: there is no such app\n      other:\n        instructions:\n          en:\n            - Wait.\n";
  using knowledge = copyOfKnowledge();
  knowledge.addSecondArticle();
  const text = readFileSync(`${knowledge.directory}/${article}`, "utf8");
  knowledge.write(
    article,
    text.replace(/^steps:\n[^]*^answers:/mu, () => `steps:\n${stepOf(onTv)}\nanswers:`),
  );
  const faults = checkKnowledge(knowledge.directory).faults.filter(({ file }) => file === article);
  expect(faults.map(describeFault)).toEqual([]);
});
