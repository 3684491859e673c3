import { expect, test } from "vitest";

import { mutantsOf, mutated } from "./mutate.ts";
import { missingIn, targets } from "./targets.ts";

/** Every mutant of a source, as it would stand there. */
const all = (text: string): string[] => mutantsOf("x.ts", text).map((mutant) => mutated(text, mutant));

test.each<[what: string, text: string, mutants: string[]]>([
  ["bounds of a comparison", "a = b < c;", [";", "a = b <= c;"]],
  ["an equality", "a = b === c;", [";", "a = b !== c;"]],
  ["logic", "a = b && c || d;", [";", "a = b || c || d;", "a = b && c && d;"]],
  ["a default", "a = b ?? c;", [";", "a = b && c;"]],
  ["arithmetic", "a = b - c * d;", [";", "a = b + c * d;", "a = b - c / d;"]],
  ["a negation", "a = !b;", [";", "a = b;"]],
  [
    "constants",
    "const a = [5_000, false];",
    ["const a = [15000, false];", "const a = [ false];", "const a = [5_000, true];", "const a = [5_000, ];"],
  ],
  ["small constants", "const [a, b] = [0];", ["const [a, b] = [1];"]],
  ["conditions", "if (a) b();", ["if (!(a)) b();", "if (a) ;"]],
  ["a condition that is an equality, once", "const a = b === c ? d : e;", ["const a = b !== c ? d : e;"]],
  [
    "statements",
    "function a() { if (b) return; throw c; }",
    [
      "function a() { if (!(b)) return; throw c; }",
      "function a() { if (b) ; throw c; }",
      "function a() { if (b) return; ; }",
    ],
  ],
  [
    "calls in a chain that narrow it",
    "const a = b.where(c).limit(d).all();",
    ["const a = b.limit(d).all();", "const a = b.where(c).all();"],
  ],
  [
    "elements of a list",
    'const a = [b, ...c, "d"] as const;',
    ['const a = [ ...c, "d"] as const;', 'const a = [b,  "d"] as const;', "const a = [b, ...c, ] as const;"],
  ],
  ["types, which do nothing: never", "type A = 1 | true; const a = b as 7;", []],
])("changes %s", (_what, text, mutants) => {
  expect(all(text).toSorted()).toEqual(mutants.toSorted());
});

test("says on which line it is, and what stood there", () => {
  expect(mutantsOf("x.ts", "const a = 1;\nconst b = a > 3;")).toMatchObject([
    { line: 1, was: "1", instead: "0" },
    { line: 2, was: ">", instead: ">=" },
    { line: 2, was: "3", instead: "9" },
  ]);
});

test("the table of which tests hold which sources names files that exist", () => {
  expect(missingIn(targets)).toEqual([]);
});
