import { posix } from "node:path";

import { expect, test } from "vitest";

import { changingModuleState, dataParameters, emptyNamesIn, mockedModules, putOff, reExportsIn, undocumentedExports } from "./manners.ts";
import { allSourceFiles, isProduct, sourceFile } from "./source-file.ts";
import type { SourceFile } from "./source-file.ts";

const files = allSourceFiles();
const product = files.filter(isProduct);

test("every file has a name of lower case words, and none is called index", () => {
  const names = files.map((file) => posix.basename(file.path));
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config|\.d)?\.tsx?$/.test(name) || name.startsWith("index."))).toEqual([]);
});

/** A law, whom it binds, and a breach of it that it must see. */
const laws: [promise: string, law: (file: SourceFile) => string[], bound: readonly SourceFile[], breach: string][] = [
  ["nothing is called Manager, Helper, Utils or Service", emptyNamesIn, product, "export class CaseManager {}"],
  ["no file passes on what another one exports", reExportsIn, files, 'export { a } from "./a.ts";'],
  ["no file imports a thing to export it", reExportsIn, files, 'import { a } from "./a.ts"; export { a };'],
  ["no module keeps a variable that changes", changingModuleState, product, "export let a = 1;"],
  ["no parameter is called data", dataParameters, files, "export const a = (data: string) => data;"],
  ["every export says what it is for", undocumentedExports, product, "export const a = 1;"],
  ["nothing is put off in a comment", putOff, files, "// TODO later\nexport {};"],
  ["no test is left out or run alone", putOff, files, 'test.only("a", () => {});'],
  ["no module is mocked", mockedModules, files, 'vi.mock("./a.ts");'],
];

test.each(laws)("%s", (_promise, law, bound) => {
  expect(bound.flatMap(law)).toEqual([]);
});

test.each(laws)("the law sees a breach: %s", (_promise, law, _bound, breach) => {
  expect(law(sourceFile("src/x.ts", breach))).toHaveLength(1);
});

test("a file named after nothing is seen", () => {
  expect(emptyNamesIn(sourceFile("src/turn/utils.ts", "export {};"))).toEqual(["src/turn/utils.ts"]);
});

test("a type that follows a documented export without a gap needs no sentence of its own", () => {
  const undocumented = (gap: string) => undocumentedExports(sourceFile("src/x.ts", `/** All a. */\nexport const a = [1];\n${gap}export type A = typeof a;`));
  expect(undocumented("")).toEqual([]);
  expect(undocumented("\n")).toEqual(["src/x.ts:4"]);
});
