import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** Asking for a person: at the start, in the middle, at the end, and taken back. */

test("a person can be asked for in the first message", async () => {
  const { store } = await talk(`
    > get me a real person
    < I've asked for a person: case **CASE
    < You're next in line
    < They'll see everything we tried
  `);
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ reason: "asked", article: null }]);
});

test("a person can be asked for in the middle of a step, and what the guide brings meanwhile reaches the case", async () => {
  const { store } = await talk(`
    > spotify 502 on my iphone
    > nope
    < Step 2 of 10
    > operator
    < I've asked for a person: case **CASE
    < [Continue with step 2 meanwhile]
    > [Continue with step 2 meanwhile]
    < Step 2 of 10
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
    < [Cancel my request]
    > never mind
    < Cancelled
    < [Continue]
    > [Continue]
    < Step 1 of 10 · Check Spotify's status
  `);
  expect(await store.cases.list("waiting", 10)).toEqual([]);
});

test("the third miss in a row offers a person, in three different ways of saying so", () =>
  holds(`
    > spotify 502 on windows
    > no
    > blorgle frumious zzzt
    > qwxzy pflunk
    > vrrrm vrrrm plonk
    < Shall I get you a person?
    < [Yes, get a person]
    > yes
    < I've asked for a person: case
  `));

test("a person who takes the case speaks alone, until the conversation is given back with one question", () =>
  holds(`
    > spotify 502 on windows
    > person please
    < I've asked for a person: case
    ! {"type":"case.claimed","agent":"Ana"}
    < You're now talking to Ana
    > hello, still broken
    < nothing
    > next
    < nothing
    ! {"type":"case.closed","agent":"Ana"}
    < Ana closed case
    < How was the help from Ana
    > 4, quick and kind
    < passed on
    > spotify 502 again
    < is open again
  `));
