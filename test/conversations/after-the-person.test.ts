import { describe, expect, test } from "vitest";

import { talk, type Talk } from "../support/talk.ts";

/** What is said after an agent closed a case: to the agent still, or to the assistant again. */

/** How often the person's words opened the case again: with the number and the agent it went to. */
async function openedAgain({ store }: Talk): Promise<string[]> {
  const history = await store.cases.history("CASE3");
  return history.filter(({ what }) => what === "reopened").map(({ who, text }) => [who, text].join(" ").trim());
}

const closed = `
  > spotify 502 on windows
  > person
  ! {"type":"case.claimed","agent":"Ana"}
  ! {"type":"case.closed","agent":"Ana"}
  < How was the help from Ana
`;

describe("within a day of the end of a case", () => {
  test.each([
    ["that it is still broken", "it is still broken"],
    ["that it does not play", "spotify does not work"],
    ["the same fault again", "error 502 again"],
    ["a wish for a person", "person"],
  ])("%s open it again under the same number", async (_, words) => {
    const after = await talk(`${closed}
      ~ 20 hours
      > ${words}
      < Your case **CASE3** is open again
    `);
    expect(await openedAgain(after)).toEqual(["user"]);
  });

  test("it goes to the agent who had it, where that one is online; the assistant answers until that one writes", async () => {
    const after = await talk(`${closed}
      ~ desk: Ana
      > error 502 is back
      < Your case **CASE3** is open again, and Ana has it
      ! {"type":"case.said","agent":"Ana","text":"I look into it."}
      > thank you
      < nothing
    `);
    expect(await openedAgain(after)).toEqual(["user Ana"]);
  });

  test("it goes to the queue where only somebody else is online", async () => {
    const after = await talk(`${closed}
      ~ desk: Ben
      > it is broken again
      < is open again
    `);
    expect(await openedAgain(after)).toEqual(["user"]);
  });

  test("both the person and the desk are told once", async () => {
    const after = await talk(`${closed}
      > it is broken again
      > and the tv too
    `);
    const notified = (await after.store.transcripts.read("talk", 0, 50)).filter(({ text }) =>
      text.includes("is open again"),
    );
    expect(notified).toHaveLength(1);
    expect(await openedAgain(after)).toEqual(["user"]);
  });

  test.each([
    ["a rating", "4, quick"],
    ["praise in any words", "what a wonderful colleague you have"],
    ["words that the guide does not understand", "hm, now the green lamp flickers instead"],
    ["thanks", "thank you so much"],
    ["a goodbye", "bye"],
    ["that it works", "it works now"],
    ["a question that the guide answers", "what does error 502 mean?"],
    ["a wish of the guide's own", "show me all steps"],
  ])("%s leave it closed", async (_, words) => {
    expect(await openedAgain(await talk(`${closed}\n> ${words}`))).toEqual([]);
  });

  test("a rating is not the last word: that the fault is back still opens the case", async () => {
    const after = await talk(`${closed}
      > 4, quick
      > it is broken again
      < is open again
    `);
    expect(await openedAgain(after)).toEqual(["user"]);
    expect(await after.store.cases.get("CASE3")).toMatchObject({ rating: { score: 4, word: "quick" } });
  });

  test("the guide is over with the case, and praise after the rating belongs to it", async () => {
    const after = await talk(`${closed}
      > 5
      < passed on
      > what a wonderful colleague you have
      < pass that on
      > 502
      < is open again
    `);
    expect(await openedAgain(after)).toEqual(["user"]);
  });
});

test("after a day the same words are the assistant's, and a person is a new case", async () => {
  const after = await talk(`${closed}
    ~ 25 hours
    > hm, now the green lamp flickers instead
    > person
    < I've asked for a person: case **CASE
  `);
  expect(await openedAgain(after)).toEqual([]);
});

test("an agent who opens the case at the same moment has it, and the person hears who", async () => {
  const after = await talk(`${closed}
    ~ desk: Ana
    > it is broken again
    ! {"type":"case.reopened","agent":"Ben","number":"CASE3"}
    < You're now talking to Ben
    > hello
    < nothing
  `);
  expect(await openedAgain(after)).toEqual(["user Ana"]);
});
