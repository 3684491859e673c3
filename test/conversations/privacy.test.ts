import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** A person asks that everything stored of them be deleted. */

test("deleting is asked for once more, and done when confirmed: only the answer is left", async () => {
  const { store, reference } = await talk(`
    > spotify error 502 on my mac
    < Step 1 of 10
    > talk to a person
    < CASE
    > delete my data
    < can't be undone
    < [Yes, delete everything]
    < [No, keep it]
    > [Yes, delete everything]
    < deleted
  `);
  expect((await store.transcripts.read(reference.conversation, 0, 99)).map(({ from }) => from)).toEqual(["assistant"]);
  expect(await store.turnStore.casesWaiting()).toBe(0);
  // Without times, in which 502 can be a part of the number.
  const kept = JSON.stringify(await store.privacy.exportOf(reference.user)).replaceAll(/\d{13}/gu, "");
  for (const word of ["502", "mac", "CASE", "Kim"]) expect(kept).not.toContain(word);
});

test("a typed yes confirms, also where a step stands, and the talk begins anew", () =>
  holds(`
    > spotify 502 on windows
    < Step 1 of 10
    > please delete all my data
    < Delete everything?
    > yes
    < deleted
    > where were we?
    < what's wrong
  `));

test("a typed no keeps everything and the place", () =>
  holds(`
    > spotify 502 on windows
    < Step 1 of 10
    > forget me
    < Delete everything?
    > no
    < step 1
    > still broken
    < Step 2 of 10
  `));

test("anything else said in between takes the question back", () =>
  holds(`
    > spotify 502 on windows
    > erase my data
    < Delete everything?
    > how long does this take?
    > yes
    < What does the page show?
  `));

test("an old button to confirm does nothing later", async () => {
  const stage = await talk(`
    > spotify 502 on windows
    > erase my data
    < Delete everything?
    > still broken
    < Step 2 of 10
  `);
  const reply = await stage.send({
    kind: "pressed",
    press: { event: { type: "privacy.confirm" }, asked: 1 },
    text: "Yes, delete everything",
  });
  expect(reply?.text).not.toContain("deleted");
  expect((await stage.store.transcripts.read("talk", 0, 99)).length).toBeGreaterThan(4);
});
