import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** Asking for a person: at the start, in the middle, at the end, and taken back. */

test("a person can be asked for in the first message", async () => {
  const { store } = await talk(`
    > get me a real person
    < Your case number is **CASE
    < You are next
    < need not repeat it
  `);
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ reason: "asked", article: null }]);
});

test("a person can be asked for in the middle of a step, and what the guide brings meanwhile reaches the case", async () => {
  const { store } = await talk(`
    > spotify 502 on my iphone
    > nope
    < Step 2 of 10
    > operator
    < Your case number is **CASE
    < step 2, "Restart Spotify"
    < [Still broken]
    > still broken
    < Step 3 of 10
    > i want a human
    < CASE
  `);
  const [open, ...others] = await store.cases.list("waiting", 10);
  expect(others).toEqual([]);
  expect(open).toMatchObject({ device: "ios", article: "spotify-502" });
  expect(open?.tried).toMatchObject([
    { step: "check-status", result: "not-fixed" },
    { step: "restart-app", result: "not-fixed" },
  ]);
});

test("somebody who changes their mind gets the request taken back, and keeps the place", async () => {
  const { store } = await talk(`
    > spotify 502 on windows
    > talk to a person
    < [Never mind the person]
    > never mind
    < I have taken it back
    < Check Spotify's status
    > still broken
    < Step 2 of 10
  `);
  expect(await store.cases.list("waiting", 10)).toEqual([]);
});

test("the third miss in a row offers a person, in three different ways of saying so", () =>
  holds(`
    > spotify 502 on windows
    > blorgle frumious zzzt
    > qwxzy pflunk
    > vrrrm vrrrm plonk
    < Shall I pass you to a person?
    < [Yes, get a person]
    > yes
    < Your case number is
  `));

test("a person who takes the case speaks alone, until the conversation is given back with one question", () =>
  holds(`
    > spotify 502 on windows
    > person please
    < Your case number is
    ! {"type":"case.claimed","agent":"Ana"}
    < Ana has taken your case
    > hello, still broken
    < nothing
    > next
    < nothing
    ! {"type":"case.closed","agent":"Ana"}
    < Ana has closed case
    < How did it go
    > 4, quick and kind
    < Thank you
    < step 1, "Check Spotify's status"
    > still broken
    < Step 2 of 10
  `));
