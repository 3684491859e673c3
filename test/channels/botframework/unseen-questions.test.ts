import { describe, expect, test } from "vitest";

import { useDeskApp } from "../../support/desk-app.ts";
import { teamsPerson } from "../../support/teams-person.ts";
import { waitFor } from "../../desk/event-stream.ts";

/** Questions that are known not to have reached the person, with the whole service. */

const timeout = { timeout: 20_000 };
const gone = { status: 404, body: { error: { code: "ConversationNotFound" } } };
const blocked = { status: 403, body: { error: { code: "MessageWritesBlocked" } } };

async function atFirstStep() {
  const service = await useDeskApp();
  const kim = await teamsPerson(service);
  await kim.say("Spotify error 502 on Windows");
  await kim.receives("Step 1 of");
  return { service, kim };
}

type There = Awaited<ReturnType<typeof atFirstStep>>;

async function givenUp({ app }: There["service"], count = 1): Promise<void> {
  await expect.poll(async () => (await app.store.outbox.backlog()).deadLetters, timeout).toBe(count);
}

const results = ({ app }: There["service"]) =>
  app.store.privacy.exportOf("29:ida").then((all) => JSON.stringify(all).match(/"result":"not-fixed"/g)?.length ?? 0);

/** Says it while the channel refuses every message with this, until the reply was given up. */
async function sayInto({ service, kim }: There, refusal: typeof gone, text: string): Promise<void> {
  kim.teams.refuses = ({ method }) => (method === "POST" ? refusal : undefined);
  await kim.say(text);
  await givenUp(service);
  kim.teams.refuses = () => undefined;
}

describe("a step that was given up", () => {
  test.each([
    ["still broken", gone],
    ["still broken", blocked],
    ["nope", blocked],
    ["hello?", blocked],
    ["asdf qwer", blocked],
    ["done", blocked],
  ])("is asked again when the person writes “%s”, and that counts as no answer", async (text, refusal) => {
    const { service, kim } = await atFirstStep();
    await sayInto({ service, kim }, refusal, "all fine, still 502");
    const before = await results(service);
    const sent = kim.received().length;
    await kim.say(text);
    await waitFor(() => (kim.received().length > sent ? true : undefined));
    expect(kim.received().at(-1)).toContain("My last message didn't reach you, so here it is again.");
    expect(kim.received().at(-1)).toMatch(/Step [23] of/);
    expect(await results(service)).toBe(before);
  });
});

test("a step that was never seen is no cure, and is answered once it was seen", async () => {
  const there = await atFirstStep();
  const { service, kim } = there;
  await sayInto(there, blocked, "all fine, still 502");
  await kim.say("what does 502 mean");
  const { activity } = await kim.receives("My last message didn't reach you");
  expect(JSON.stringify(activity)).toContain("Action.Execute");
  const before = await results(service);
  await kim.say("still broken");
  await kim.receives("Step 3 of");
  expect(await results(service)).toBeGreaterThan(before);
});

test("that the music plays is believed without the step on the way, which gets no credit", async () => {
  const there = await atFirstStep();
  await sayInto(there, blocked, "all fine, still 502");
  await there.kim.say("it works now, my music is playing again");
  const { activity } = await there.kim.receives("playing again");
  expect(JSON.stringify(activity)).not.toMatch(/Step \d+, /);
});

test("yes to a question that never arrived deletes nothing", async () => {
  const there = await atFirstStep();
  await sayInto(there, blocked, "delete all my data");
  await there.kim.say("yes");
  await there.kim.receives("My last message didn't reach you");
  expect(await there.service.app.store.privacy.exportOf("29:ida")).not.toMatchObject({ conversations: [] });
});

test("a press on the card before it brings the question that never arrived", async () => {
  const there = await atFirstStep();
  const { kim } = there;
  await sayInto(there, blocked, "all fine, still 502");
  await kim.post({ type: "message", text: "", value: { event: { type: "step.done", result: "not-fixed" }, asked: 1 } });
  expect(await kim.receives("My last message didn't reach you")).toBeDefined();
});

test("while the channel keeps refusing, what is written counts for no step that waits", async () => {
  const { service, kim } = await atFirstStep();
  kim.teams.refuses = () => ({ status: 429, headers: { "Retry-After": "30" } });
  await kim.say("all fine, still 502");
  const before = await results(service);
  await expect.poll(() => kim.received().length, timeout).toBeGreaterThan(1);
  await expect
    .poll(async () => (await service.app.store.turnStore.load("bf|msteams|a:personal")).unseen?.length, timeout)
    .toBe(1);
  await kim.say("still broken");
  await kim.say("still broken");
  expect(await results(service)).toBe(before);
  const { saved } = await service.app.store.turnStore.load("bf|msteams|a:personal");
  expect(saved?.place).toBe("step");
});
