import { expect, test } from "vitest";

import { createWordFinder } from "../../src/storage/find-words.ts";

const removed = (words: string, text: string): string => createWordFinder(words).replace(text, "[x]");

test.each([
  ["Marlene Xaver", "marlene xaver", "[x]"],
  ["marlene xaver", "MARLENE\u00A0 XAVER!", "[x]!"],
  ["Zoë", "Zoe\u0308 and ZOË, not Zoe", "[x] and [x], not Zoe"],
  ["straße", "STRASSE 5", "[x] 5"],
  ["fin", "the ﬁn", "the [x]"],
  ["Σίσυφος", "ΣΊΣΥΦΟΣ", "[x]"],
  ["aaa", "aaaaaaa", "[x][x]a"],
  ["a.c", "abc a.c", "abc [x]"],
  ["x y", "xy", "xy"],
  ["😀 ok", "so 😀  OK.", "so [x]."],
  ["e", "e\u0301", "e\u0301"],
])("%j in %j leaves %j", (words, text, left) => {
  expect(removed(words, text)).toBe(left);
});

test("counts every place, and nothing for no words", () => {
  expect(createWordFinder("kim").count("Kim, KIM and kimono")).toBe(3);
  expect(createWordFinder("  ").count("a  b")).toBe(0);
  expect(removed("", "abc")).toBe("abc");
});

test("a text of 8,000 characters is searched in milliseconds", () => {
  const text = "lorem ipsum ".repeat(666);
  const began = performance.now();
  expect(createWordFinder("lorem").count(text)).toBe(666);
  expect(performance.now() - began).toBeLessThan(500);
});
