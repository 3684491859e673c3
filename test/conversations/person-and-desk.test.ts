import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** What somebody who asked for a person lives through, whatever happens at the desk meanwhile. */

test("the place in the queue and the number are told at once", () =>
  holds(`
    > person
    < I've asked for a person: case **CASE
    < You're next in line
    < You can close this and come back
    < [Cancel my request]
  `));

test("outside business hours the opening is told, in the desk's own time where the person's is not known", () =>
  holds(`
    ~ desk: closed
    > person
    < The desk is closed now and opens Monday
    < 09:00
    < The reply will appear here
  `));

test.each([
  ["en-GB", "Europe/Berlin", "opens Monday, 09:00 CET"],
  ["en-US", "America/New_York", "opens Monday, 03:00 AM EST"],
  ["de-DE", "Asia/Tokyo", "opens Monday, 17:00 GMT+9"],
  ["en-GB", "+05:30", "opens Monday, 13:30 GMT+5:30"],
])("somebody who writes in %s from %s is shown times in their own zone", async (locale, timeZone, timeAsShown) => {
  await talk(
    `
    ~ desk: closed
    > person
    < The desk is closed now
    < ${timeAsShown}
  `,
    { reference: { locale, timeZone } },
  );
});

test("where nobody is online that is said plainly, and the case stays", () =>
  holds(`
    ~ desk: empty
    > person
    < Nobody is online right now
    < The reply will appear here
  `));

test("an address is asked for where there is no other way, is checked, and is kept with the case", async () => {
  const { store } = await talk(
    `
    ~ desk: empty
    > person
    < Prefer e-mail? Send me your address
    < [No e-mail]
    > kim@example
    < doesn't look like an e-mail address
    > sure: kim@example.org
    < will also go to kim@example.org
  `,
    { mail: true },
  );
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ contact: "kim@example.org" }]);
});

test("the address can be refused", async () => {
  const { store } = await talk(
    `
    ~ desk: closed
    > person
    < [No e-mail]
    > [No e-mail]
    < OK, no e-mail
  `,
    { mail: true },
  );
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ contact: null }]);
});

test("where no mail is sent no address is asked for, and one that is given all the same is kept with the case", async () => {
  const { store } = await talk(`
    ~ desk: empty
    > person
    < [Cancel my request]
    > you can reach me at kim@example.org
    < Noted for case
    < kim@example.org
  `);
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ contact: "kim@example.org" }]);
  const said = (await store.transcripts.read("talk", 0, 10)).map(({ text }) => text).join("\n");
  expect(said).not.toContain("e-mail");
});

test("nobody is asked for an address where we can write to them", async () => {
  const { store } = await talk(
    `
    ~ desk: empty
    > person
    < Nobody is online right now
  `,
    { reference: { channel: "msteams", push: true }, mail: true },
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
    { reference: { channel: "msteams", push: true } },
  );
  await store.outbox.take(10);
  const waiting = await store.outbox.pending("talk", 0, 10);
  expect(waiting?.entries.map(({ body }) => body)).toContainEqual({
    line: { id: expect.any(String), text: "Hello Kim", author: "Ana", at: expect.any(Number) },
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
    < keeps its place in line
    < ask me meanwhile
    > [Continue with step 1 meanwhile]
    < Step 1 of 10
  `));

test("whoever was already asked for is not asked for twice", () =>
  holds(`
    > person
    > person
    < I've already asked for a person
    < [Cancel my request]
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
    < keeps its place in line
    > what does 502 mean?
    < gateway
    ! {"type":"case.claimed","agent":"Ben"}
    < You're now talking to Ben
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
    < How was the help from Ana
    < [Skip]
    > [Skip]
    > continue
    < Step 1 of 10
  `));

test("the rating and its word reach the case", async () => {
  const { store } = await talk(`
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.closed","agent":"Ana"}
    > [5 great]
    < passed on
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
    < You're now talking to Ana
    > hello
    < nothing
    ! {"type":"case.returned","agent":"Ana"}
    < Ana has handed you back to me
  `));
