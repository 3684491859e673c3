import { posix } from "node:path";

import { expect, test } from "vitest";

import { changingModuleState, dataParameters, emptyNamesIn, mockedModules, putOff, reExportsIn } from "./code-style.ts";
import { allSourceFiles, isProduct, sourceFile } from "./source-file.ts";
import type { SourceFile } from "./source-file.ts";

const files = allSourceFiles();
const product = files.filter(isProduct);

test("every file has a name of lower case words, and none is called index", () => {
  const names = files.map((file) => posix.basename(file.path));
  expect(
    names.filter(
      (name) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.vite\.config|\.config|\.d)?\.tsx?$/.test(name) || name.startsWith("index."),
    ),
  ).toEqual([]);
});

/** A rule, the files it applies to, and a violation that it must report. */
const rules: [
  promise: string,
  check: (file: SourceFile) => string[],
  appliesTo: readonly SourceFile[],
  violation: string,
][] = [
  ["nothing is called Manager, Helper, Utils or Service", emptyNamesIn, product, "export class CaseManager {}"],
  ["no file passes on what another one exports", reExportsIn, files, 'export { a } from "./a.ts";'],
  ["no file imports a thing to export it", reExportsIn, files, 'import { a } from "./a.ts"; export { a };'],
  ["no module keeps a variable that changes", changingModuleState, product, "export let a = 1;"],
  ["no parameter is called data", dataParameters, files, "export const a = (data: string) => data;"],
  ["nothing is put off in a comment", putOff, files, "// TODO later\nexport {};"],
  ["no test is left out or run alone", putOff, files, 'test.only("a", () => {});'],
  ["no module is mocked", mockedModules, files, 'vi.mock("./a.ts");'],
];

test.each(rules)("%s", (_promise, check, appliesTo) => {
  expect(appliesTo.flatMap(check)).toEqual([]);
});

test.each(rules)("a violation is reported: %s", (_promise, check, _appliesTo, violation) => {
  expect(check(sourceFile("src/x.ts", violation))).toHaveLength(1);
});

test("a file named after nothing is seen", () => {
  expect(emptyNamesIn(sourceFile("src/turn/utils.ts", "export {};"))).toEqual(["src/turn/utils.ts"]);
});

test("no two product files share a base name, so that searching for a file finds one", () => {
  const names = Map.groupBy(
    product.map((file) => file.path),
    (path) => posix.basename(path),
  );
  expect([...names.values()].filter((paths) => paths.length > 1)).toEqual([]);
});
