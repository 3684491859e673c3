import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** What goes on between asking for a person and the first word of one. */

test("what the guide finds out while the case waits reaches the case", async () => {
  const { store } = await talk(`
    > spotify 502 on windows
    > person
    < [Continue with step 1 meanwhile]
    > [Continue with step 1 meanwhile]
    < Step 1 of 10
    > still broken
    < Step 2 of 10
    > still broken
    < Step 3 of 10
  `);
  const [open] = await store.cases.list("waiting", 10);
  expect(open?.tried.map(({ result }) => result)).toEqual(["not-fixed", "not-fixed"]);
  expect(open?.device).toBe("windows");
});

test("bare words, details and questions about the wait are answered from the case, and move nothing", () =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > person
    < I've asked for a person: case **CASE4**. You're next in line.
    < [Cancel my request]
    > what is my case number?
    < **CASE4**
    > my number is 0151 234567, after six please
    < case CASE4
    > how long do i have to wait?
    < next in line
    > which step was i on?
    < step 2 of 10
  `));

test("never mind takes it back, typed or pressed, and the guide is where it was", async () => {
  for (const words of ["never mind", "[Cancel my request]"]) {
    const { store } = await talk(`
      > spotify 502 on windows
      > person
      > ${words}
      < Cancelled
      < [Continue]
      > continue
      < Step 1 of 10
    `);
    const [ended, ...others] = await store.cases.closed(10);
    expect([ended?.ended, others]).toEqual(["withdrawn", []]);
  }
});

test.each([
  "never mind the person",
  "Actually, I don't need an agent anymore.",
  "cancel my request",
  "forget about the human",
  "no need for a person now",
])("%j takes it back however long it is waited already", async (words) => {
  const { store } = await talk(`
      > spotify 502 on windows
      > person
      > my tv has the same fault
      < case CASE
      > ${words}
      < Cancelled
    `);
  expect((await store.cases.closed(10)).map(({ ended }) => ended)).toEqual(["withdrawn"]);
});

test.each([
  ["claiming", [`! {"type":"case.claimed","agent":"Ana"}`]],
  [
    "handing it on",
    [`! {"type":"case.claimed","agent":"Ana"}`, `! {"type":"case.transferred","agent":"Ana","to":"Ben"}`],
  ],
  ["releasing it", [`! {"type":"case.claimed","agent":"Ana"}`, `! {"type":"case.released","agent":"Ana"}`]],
])("what is written around %s stands in the conversation that the agent reads, in its order", async (_, commands) => {
  const { store } = await talk(
    ["> person", ...commands.flatMap((command, at) => [`> lamp ${at} is red`, command]), "> and now it is green"].join(
      "\n",
    ),
  );
  const written = (await store.transcripts.read("talk", 0, 50))
    .filter(({ from }) => from === "user")
    .map(({ text }) => text);
  expect(written).toEqual(["person", ...commands.map((_command, at) => `lamp ${at} is red`), "and now it is green"]);
});

test("a word goes with the rating, and the rating can be left out", async () => {
  const end = `
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.closed","agent":"Ana"}
    < [Skip]
  `;
  const rated = await talk(`${end}\n> 4, quick and kind`);
  expect((await rated.store.cases.get("CASE2"))?.rating).toEqual({ score: 4, word: "quick and kind" });
  const unrated = await talk(`${end}\n> [Skip]`);
  expect((await unrated.store.cases.get("CASE2"))?.rating).toBeNull();
});

test("whatever is told while a person is waited for is kept for them, and a ticket is a case", () =>
  holds(`
    > spotify 502 on windows
    > please open a ticket for this
    < I've asked for a person
    > add to the case: traceroute clean, dns fine
    < [Cancel my request]
  `));
