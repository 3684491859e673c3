import { expect, test } from "vitest";

import { loadFactsLexicon } from "../../knowledge/facts-lexicon.ts";
import { numberReader } from "../../src/understanding/facts/step-numbers.ts";

const read = numberReader(loadFactsLexicon().numbers, 10);

test.each([
  ["did 2, 3 and 5", [2, 3, 5]],
  ["go to step 5", [5]],
  ["steps 1-4 and 6 done", [1, 2, 3, 4, 6]],
  ["the second one", [2]],
  ["number eight then", [8]],
])("numbers, ranges and lists name steps by their place: %s", (text, places) => {
  expect(read(text).toSorted((one, other) => one - other)).toEqual(places);
});

test.each(["i tried 3 times", "error 502 on my iphone", "it took 20 minutes"])(
  "a number that counts something else names no step: %s",
  (text) => {
    expect(read(text)).toEqual([]);
  },
);
