import { expect, test } from "vitest";

import { loadFactsLexicon } from "../../knowledge/facts-lexicon.ts";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { undoneTest } from "../../src/understanding/entities/tried-steps.ts";
import { clausesIn } from "../../src/understanding/facts/clause.ts";
import { numberReader } from "../../src/understanding/facts/step-numbers.ts";

const isUndone = undoneTest(loadLexicon()["tried-steps"]);
const read = numberReader(loadFactsLexicon().numbers, 10, isUndone);
/** "2 tried, 5 wants": what a text says of steps by number. */
const said = (text: string): string => {
  const numbered = clausesIn(text).flatMap((clause) => read(clause));
  const byPlace = new Map(numbered.flatMap(({ places, said: what }) => places.map((place) => [place, what] as const)));
  return [...byPlace]
    .toSorted(([one], [other]) => one - other)
    .map(([place, what]) => `${place} ${what}`)
    .join(", ");
};

test.each([
  ["did 2, 3 and 5", "2 tried, 3 tried, 5 tried"],
  ["go to step 5", "5 wants"],
  ["steps 1-4 and 6 done", "1 tried, 2 tried, 3 tried, 4 tried, 6 tried"],
  ["the second one", "2 wants"],
  ["number eight then", "8 wants"],
  ["steps 1 through 3 are behind me", "1 tried, 2 tried, 3 tried"],
  ["did the first three plus six", "1 tried, 2 tried, 3 tried, 6 tried"],
  ["i've burned through 8-10 on both computers", "8 tried, 9 tried, 10 tried"],
  ["tried the last two of your list", "9 tried, 10 tried"],
  ["what was step 1 again?", "1 asks"],
  ["can you explain 5 and 8 to me", "5 asks, 8 asks"],
])("numbers, ranges and lists name steps by their place: %s", (text, expected) => {
  expect(said(text)).toBe(expected);
});

test.each([
  ["7 did, 8 can't, 9 maybe show me", "7 tried, 8 cannot, 9 wants"],
  ["i have finished 2, 3 and 7, number 6 isn't possible on this school laptop", "2 tried, 3 tried, 6 cannot, 7 tried"],
  ["nothing from 2, nothing from 3", "2 tried, 3 tried"],
  ["2 to 5 minus 4 done", "2 tried, 3 tried, 5 tried"],
  ["i've been through the first two, let's go on with 5", "1 tried, 2 tried, 5 wants"],
])("each number gets what is said of it, not what is said of its neighbours: %s", (text, expected) => {
  expect(said(text)).toBe(expected);
});

test.each([
  "i tried 3 times",
  "error 502 on my iphone",
  "it took 20 minutes",
  "went through 2 sites",
  "i tried it on my galaxy 9",
  "i am at number 4 of ten",
  "so again from step 1",
  "1. i pay for duo. 2. my brother moved",
  "my lunch ends at 2 and nothing plays",
  "are we number 3 in the queue",
])("a number that counts something else names no step: %s", (text) => {
  expect(said(text)).toBe("");
});
