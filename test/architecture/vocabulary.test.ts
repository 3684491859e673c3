import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { allSourceFiles, isProduct, sourceFile } from "./source-file.ts";
import { bannedWords, bannedWordsIn } from "./vocabulary.ts";

test("file names, exported names and log messages use the field's terms, no metaphors", () => {
  expect(allSourceFiles().filter(isProduct).flatMap(bannedWordsIn)).toEqual([]);
});

test.each([
  ["a file name", "src/http/doors.ts", "export {};"],
  ["an exported name", "src/http/x.ts", "export const rateShelf = 1;"],
  ["a log message", "src/http/x.ts", 'log.warn({ err }, "the doors stay shut");'],
])("a banned word is reported in %s", (_where, path, text) => {
  expect(bannedWordsIn(sourceFile(path, text))).toHaveLength(1);
});

test("the glossary names every banned word with its replacement", () => {
  const glossary = readFileSync(new URL("../../docs/glossary.md", import.meta.url), "utf8");
  expect(Object.keys(bannedWords).filter((word) => !new RegExp(`\\b${word}\\b`, "u").test(glossary))).toEqual([]);
});
