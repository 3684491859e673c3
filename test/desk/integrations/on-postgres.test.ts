import nock from "nock";
import { beforeEach, expect, test } from "vitest";

import { makeDatabase } from "../../storage/support/postgres.ts";
import { askForPerson, openStage } from "./stage.ts";
import { systems } from "./systems.ts";

beforeEach(() => nock.cleanAll());

test("what was given up goes out on PostgreSQL, too, in order and before what is newer", async () => {
  const hub = systems.find(({ name }) => name === "handoff")!;
  hub.first().times(50).reply(401);
  const stage = await openStage(hub.settings, { url: await makeDatabase() });
  await askForPerson(stage);
  await stage.delivered();
  await stage.say("a red lamp blinks");
  await stage.delivered();
  nock.cleanAll();
  const held = hub.play();
  await stage.begin();
  await stage.say("still dark");
  await stage.delivered();
  expect(held).toMatchObject({ opened: 1, received: ["a red lamp blinks", "still dark"] });
  expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
});

test.each(systems)(
  "a case in $title is opened, told and answered on PostgreSQL as on SQLite, also after trouble",
  async (system) => {
    system.first().times(3).reply(500, "oops");
    const held = system.play();
    const stage = await openStage(system.settings, { desk: system.desk, url: await makeDatabase() });
    const number = await askForPerson(stage);
    await stage.delivered();
    await stage.say("a red lamp blinks");
    await stage.delivered();
    expect(held).toMatchObject({ opened: 1, received: ["a red lamp blinks"] });
    const again = system.name === "teams" ? ["Teams experts repeated"] : [];
    expect(await stage.history()).toEqual([
      "user opened",
      ...again,
      expect.stringMatching(`^${system.title} unreached .*answered 500$`),
    ]);
    expect(stage.shownToPerson.join("\n")).toContain(number);
    if (!system.answer) return;
    await system.answer(stage, "Try another network");
    await stage.delivered();
    expect(stage.shownToPerson.filter((text) => text === "Try another network")).toHaveLength(1);
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
  },
);
