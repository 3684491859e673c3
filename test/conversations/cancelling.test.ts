import { describe, expect, test } from "vitest";

import { holds, onWindows, talk } from "../support/talk.ts";

/** While a person is waited for: taking the request back, asking whether to, and what else may be meant by it. */

const waiting = `
  ${onWindows}
  > person please
  < CASE
`;

describe("what asks about cancelling is answered, and cancels nothing", () => {
  test.each([
    ["should i cancel?", "Only if you don't need a person"],
    ["do you think it's better to cancel", "Only if you don't need a person"],
    ["is it rude to cancel now", "Only if you don't need a person"],
    ["should i keep it open", "Only if you don't need a person"],
    ["how do i cancel this", "any time"],
    ["can i still cancel it later", "any time"],
    ["what happens if i cancel", "Then nobody comes"],
    ["what would happen when i close the ticket", "Then nobody comes"],
  ])("%s", async (words, piece) => {
    const { store } = await talk(`
      ${waiting}
      > ${words}
      < ${piece}
      < !Cancelled
      < !Shall I cancel
    `);
    expect(await store.cases.list("waiting", 10)).toHaveLength(1);
  });
});

describe("what may mean it is asked about, and a no keeps the case", () => {
  test.each([
    "i don't need it any more",
    "no need anymore thanks",
    "the person isn't necessary now",
    "ill figure it out alone",
    "i'll try to sort it out by myself",
    "i think i should cancel",
    "maybe we just cancel it",
    "i could cancel the request, i guess",
    "don't bother",
    "leave it",
    "scratch that, please",
  ])("%s", async (words) => {
    const { store } = await talk(`
      ${waiting}
      > ${words}
      < Shall I cancel your request
      < [Yes, cancel it]
      > no leave it open
      < !Cancelled
    `);
    expect(await store.cases.list("waiting", 10)).toHaveLength(1);
  });
});

test("a yes to that cancels it", async () => {
  const { store } = await talk(`
    ${waiting}
    > i don't need it any more
    > yes
    < Cancelled
  `);
  expect(await store.cases.list("waiting", 10)).toEqual([]);
});

test.each(["forget the human", "you can close it", "you know what, close the ticket"])(
  "plain words cancel at once, and nothing else is said of the case: %s",
  (words) =>
    holds(`
      ${waiting}
      > ${words}
      < Cancelled. Case
      < !no open case
      > actually keep it
      < I've asked for a person
    `),
);

describe("each question about the person has its own answer", () => {
  test.each([
    ["my case number please", "case number is"],
    ["and my number?", "case number is"],
    ["where am i in the queue", "next in line"],
    ["how soon", "I can't say"],
    ["whats the average waiting time", "I can't say"],
    ["who is it going to be", "Whoever is free first"],
    ["what's their name", "Whoever is free first"],
    ["is it a real person", "a human"],
    ["do they see my password", "nobody here asks for a password"],
    ["do i have to stay here", "You needn't stay"],
    ["do i lose my place if i do the steps", "keep your place"],
    ["are you open on sundays", "hours of other days"],
    ["can i get a callback", "not by phone"],
  ])("%s", (words, piece) =>
    holds(`
      ${waiting}
      > ${words}
      < ${piece}
      < !waiting in line
      < !is still waiting
    `),
  );
});

describe("what only that person can answer is said to be so, and kept", () => {
  test.each([
    "is that person qualified",
    "are they in my country",
    "will they know how to fix it",
    "will they fix it remotely",
    "what time is it there",
    "can i still use spotify meanwhile",
  ])("%s", (words) =>
    holds(`
      ${waiting}
      > ${words}
      < case CASE
      < !Noted
      < !in line
      < !Step
    `),
  );
});
