import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** What somebody who asked for a person lives through, whatever happens at the desk meanwhile. */

test("the place in the queue and the number are told at once", () =>
  holds(`
    > person
    < Your case number is **CASE
    < You are next
    < You can go on with me meanwhile, or leave and come back
    < [Never mind the person]
  `));

test("outside business hours the opening is told, in the desk's own time where the person's is not known", () =>
  holds(`
    ~ desk: closed
    > person
    < The desk is closed now and opens Monday
    < 09:00
    < The case stays
  `));

test.each([
  ["en-GB", "Europe/Berlin", "opens Monday, 09:00 CET"],
  ["en-US", "America/New_York", "opens Monday, 03:00 AM EST"],
  ["de-DE", "Asia/Tokyo", "opens Monday, 17:00 GMT+9"],
  ["en-GB", "+05:30", "opens Monday, 13:30 GMT+5:30"],
])("somebody who writes in %s from %s is told in their own time", async (locale, timeZone, told) => {
  await talk(
    `
    ~ desk: closed
    > person
    < The desk is closed now
    < ${told}
  `,
    { party: { locale, timeZone } },
  );
});

test("where nobody is online that is said plainly, and the case stays", () =>
  holds(`
    ~ desk: empty
    > person
    < Nobody is at the desk at this moment
    < The case stays
  `));

test("an address is asked for where there is no other way, is checked, and is kept with the case", async () => {
  const { store } = await talk(`
    ~ desk: empty
    > person
    < by e-mail, write your address
    < [No e-mail]
    > kim@example
    < does not look like an e-mail address
    > sure: kim@example.org
    < The answer to case
    < can go to kim@example.org
  `);
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ contact: "kim@example.org" }]);
});

test("the address can be refused", async () => {
  const { store } = await talk(`
    ~ desk: closed
    > person
    < [No e-mail]
    > [No e-mail]
    < All right, no address
  `);
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ contact: null }]);
});

test("nobody is asked for an address where we can write to them", async () => {
  const { store } = await talk(
    `
    ~ desk: empty
    > person
    < Nobody is at the desk
  `,
    { party: { channel: "msteams", push: true } },
  );
  const said = (await store.transcripts.read("talk", 0, 10)).map(({ text }) => text).join("\n");
  expect(said).not.toContain("e-mail");
});

test("an agent's answer is pushed to where people do not look by themselves", async () => {
  const { store } = await talk(
    `
    > person
    ! {"type":"case.said","agent":"Ana","text":"Hello Kim"}
    < nothing
  `,
    { party: { channel: "msteams", push: true } },
  );
  await store.outbox.take(10);
  const waiting = await store.outbox.pending("talk", 0, 10);
  expect(waiting?.entries.map(({ body }) => body)).toContainEqual({
    line: { id: expect.any(String), text: "Hello Kim", author: "Ana" },
  });
});

test("an answer that came while they were away stands there when they come back", async () => {
  const { store } = await talk(`
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.said","agent":"Ana","text":"Is the router on?"}
    ~ 3 hours
    > back again
    < nothing
  `);
  const lines = await store.transcripts.read("talk", 0, 20);
  expect(lines.slice(-2)).toMatchObject([
    { from: "agent", author: "Ana", text: "Is the router on?" },
    { from: "user", text: "back again" },
  ]);
});

test("when nobody takes it in time that is said, the case keeps its place and the guide goes on", () =>
  holds(`
    > spotify 502 on windows
    > person
    ~ 5 minutes
    ! {"type":"case.unclaimed"}
    < Nobody has been free so far
    < stays open and keeps its place
    > still broken
    < Step 2 of 10
  `));

test("whoever was already asked for is not asked for twice", () =>
  holds(`
    > person
    > person
    < A person is already asked for
    < [Never mind the person]
  `));

test("a case that is handed on is told, and the silence stays", () =>
  holds(`
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.transferred","agent":"Ana","to":"Ben"}
    < Ana has passed your case to Ben, who sees everything
    > and now?
    < nothing
  `));

test("a case that is released goes before newer ones; the assistant answers again until somebody takes it", () =>
  holds(`
    > spotify 502 on windows
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.released","agent":"Ana"}
    < back in the queue, before newer ones
    > still broken
    < Step 2 of 10
    ! {"type":"case.claimed","agent":"Ben"}
    < Ben has taken your case
    > still broken
    < nothing
  `));

test("a case that is returned asks how it went; the question may be left, and the guide is where it was", () =>
  holds(`
    > spotify 502 on windows
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.returned","agent":"Ana"}
    < Ana has handed you back to me
    < How did it go
    < [Rather not]
    > still broken
    < Step 2 of 10
  `));

test("the rating and its word reach the case", async () => {
  const { store } = await talk(`
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.closed","agent":"Ana"}
    > [5, well]
    < Thank you
  `);
  expect(await store.cases.get("CASE2")).toMatchObject({ rating: { score: 5 } });
});

test("a last word of the agent that crossed the end is still shown", async () => {
  const { store } = await talk(`
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.closed","agent":"Ana"}
    ! {"type":"case.said","agent":"Ana","text":"All the best!"}
    < nothing
  `);
  expect((await store.transcripts.read("talk", 0, 20)).at(-1)).toMatchObject({ from: "agent", text: "All the best!" });
});

test("an agent who opens the case again has the conversation, and the assistant is silent", () =>
  holds(`
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.closed","agent":"Ana"}
    ~ 2 hours
    ! {"type":"case.reopened","agent":"Ana","number":"CASE2"}
    < Ana has taken your case
    > hello
    < nothing
    ! {"type":"case.returned","agent":"Ana"}
    < Ana has handed you back to me
  `));
