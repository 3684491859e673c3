import { describe, test } from "vitest";

import { holds, onWindows } from "../support/talk.ts";

/** While a person is waited for, every question gets its own answer, and what is told is kept. */

const waiting = `
  ${onWindows}
  > person please
  < CASE
`;

describe("the queue and the hours", () => {
  test.each([
    ["what number am i in the queue", "next in line"],
    ["why", "in line"],
    ["is it 24/7", "Somebody is here"],
    ["¿cuánto tarda?", "next in line"],
    ["сколько ждать", "next in line"],
    ["要等多久", "next in line"],
    ["ile to potrwa", "next in line"],
    ["ne kadar sürer", "next in line"],
    ["まだですか", "next in line"],
  ])("%s", (words, piece) =>
    holds(`
      ${waiting}
      > ${words}
      < ${piece}
      < !Goodbye
    `),
  );
});

describe("what is asked about the case has an answer of its own", () => {
  test.each([
    ["why does this take so long!!!", "sorry it takes so long"],
    ["if i close the tab do i lose my place", "You can close it"],
    ["can i add a screenshot", "in words"],
    ["can i add more details", "write it here"],
    ["can you read that back to me", "in this chat"],
    ["do they speak german", "languages"],
    ["do you have email", "e-mail"],
    ["what happens if nobody answers", "stays open"],
    ["will i get a notification", "in this chat"],
    ["did u get that", "goes with case"],
    ["how long does an outage last", "hours"],
  ])("%s", (words, piece) =>
    holds(`
      ${waiting}
      > ${words}
      < ${piece}
      < !next in line
    `),
  );
});

test("what to do meanwhile is answered, and agreeing goes on with the steps", () =>
  holds(`
    ${waiting}
    > can i do something in the meantime
    < go on with the steps
    < !Step 2
    > yes lets
    < Step 2 of 10
  `));

describe("a detail is kept for the person", () => {
  test.each(["never had this before", "the error comes at night only"])("%s", (words) =>
    holds(`
      ${waiting}
      > ${words}
      < CASE
      < !Is it one of these
    `),
  );
});

test.each(["yes", "ok"])("a bare word asks for nothing: %s", (words) =>
  holds(`
    > person please
    < CASE
    > ${words}
    < !What does Spotify show
    < !what you see
  `),
);

test("wanting to keep it keeps it", () =>
  holds(`
    ${waiting}
    > actually no keep it
    < stays open
  `));
