import fc from "fast-check";
import { expect, test } from "vitest";

import { cleanTitle, maxTitleLength } from "../../src/status-feed/clean-title.ts";

test.each([
  ["Playback issues (EU) & login: 50% done", "Playback issues (EU) & login: 50% done"],
  ["**Loud** [link](https://x.example) `code`", "Loud link (https://x.example) code"],
  ["<b>bold</b>\r\nnext line\u0007", "b bold /b next line"],
  ["\u202Edesrever\u202C zero\u200Bwidth", "desrever zerowidth"],
  [" \u2028 ", ""],
])("a title is one line of plain text: %j", (title, clean) => {
  expect(cleanTitle(title)).toBe(clean);
});

test("a long title ends in a sign that there was more", () => {
  const clean = cleanTitle("x".repeat(200));
  expect(clean).toHaveLength(maxTitleLength);
  expect(clean.endsWith("x…")).toBe(true);
});

test("no title is too long, halves a character, or holds controls, direction marks or markup", () => {
  const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\\`*_~#<>[\]|]/u;
  const isClean = (title: string): boolean => title.length <= maxTitleLength && !forbidden.test(title);
  const character = fc.oneof(
    fc.constantFrom("a", " ", "*", "[", "<", "\u202E", "\u200B", "\u0000", "\n", "\uD800", "\u{1F3A7}"),
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  );
  const titles = fc.array(character, { maxLength: 300 }).map((characters) => characters.join(""));
  const check = fc.check(fc.property(titles, (title) => isClean(cleanTitle(title))));
  expect(check.counterexample).toBeNull();
});
