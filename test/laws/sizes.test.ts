import { expect, test } from "vitest";

import { functionsOf, quantile } from "./sizes.ts";
import { allSourceFiles, sourceFile } from "./source-file.ts";

const files = allSourceFiles();
/** Lists of words, which nobody has to follow. */
const wordLists = /^(dialogs\/wording|src\/understanding\/normalise)\//;
const functions = files.flatMap(functionsOf);

test("no file is longer than 250 lines, lists of words excepted", () => {
  expect(files.filter((file) => file.lines > 250 && !wordLists.test(file.path)).map((file) => `${file.path}: ${file.lines}`)).toEqual([]);
});

test("half of all files have 80 lines or fewer", () => {
  expect(
    quantile(
      files.map((file) => file.lines),
      0.5,
    ),
  ).toBeLessThanOrEqual(80);
});

test("no function is longer than 45 lines", () => {
  expect(functions.filter(({ lines }) => lines > 45)).toEqual([]);
});

test("half of all functions with a body have 8 lines or fewer, and nine of ten 25 or fewer", () => {
  const lines = functions.map((one) => one.lines);
  expect(quantile(lines, 0.5)).toBeLessThanOrEqual(8);
  expect(quantile(lines, 0.9)).toBeLessThanOrEqual(25);
});

test("functions are measured wherever they stand, the groups of tests aside", () => {
  const text =
    "class A {\n  b() {\n    return 1;\n  }\n}\nconst c = () => {\n  return 2;\n};\ndescribe.each([1])('d', () => {\n  test('f', () => c());\n});\nconst e = () => 3;\n";
  expect(functionsOf(sourceFile("test/x.ts", text)).map(({ lines }) => lines)).toEqual([3, 3]);
});
