import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { allSourceFiles, sourceFile } from "./source-file.ts";
import { bannedWords, bannedWordsIn, metaphorsIn } from "./vocabulary.ts";

/** These two files list the words. */
const files = allSourceFiles().filter(({ path }) => !path.startsWith("test/architecture/vocabulary"));

test("file names, names in the code and log messages use the field's terms, no metaphors", () => {
  expect(files.flatMap(bannedWordsIn)).toEqual([]);
});

test("comments and titles of tests do without the metaphors that have a plain word", () => {
  expect(files.flatMap(metaphorsIn)).toEqual([]);
});

test.each([
  ["a file name", "src/http/doors.ts", "export {};"],
  ["an exported name", "src/http/x.ts", "export const rateShelf = 1;"],
  ["a parameter", "test/http/x.ts", "export const a = (toldOf: string) => a;"],
  ["a property", "src/http/x.ts", "export type A = { isHeard: boolean };"],
  ["a log message", "src/http/x.ts", 'log.warn({ err }, "the doors stay shut");'],
])("a banned word is reported in %s", (_where, path, text) => {
  expect(bannedWordsIn(sourceFile(path, text))).toHaveLength(1);
});

test.each([
  ["a comment", "/** Called by the doors. */\nexport {};"],
  ["a title of a test", 'test("the doors are open", () => {});'],
])("a metaphor is reported in %s", (_where, text) => {
  expect(metaphorsIn(sourceFile("test/x.test.ts", text))).toHaveLength(1);
});

test("the glossary names every banned word with its replacement", () => {
  const glossary = readFileSync(new URL("../../docs/glossary.md", import.meta.url), "utf8");
  expect(Object.keys(bannedWords).filter((word) => !new RegExp(`\\b${word}\\b`, "u").test(glossary))).toEqual([]);
});
