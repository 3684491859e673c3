import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { useDeskApp, visitor } from "../../support/desk-app.ts";
import { waitFor } from "../event-stream.ts";
import { askForPerson, openStage } from "./stage.ts";
import { systems, type System } from "./systems.ts";

/** What was given up because a token was wrong for too long. */

beforeEach(() => nock.cleanAll());

type Stage = Awaited<ReturnType<typeof openStage>>;

/** A case, and two words of its person, that the system refused until nobody tried any more. */
async function refusedFor(system: System): Promise<Stage> {
  system.first().times(100).reply(401, { error: "token" });
  const stage = await openStage(system.settings, { desk: system.desk });
  const number = await askForPerson(stage);
  await stage.delivered();
  for (const text of ["the red lamp blinks", "and now the green one"]) {
    await stage.say(text);
    await stage.delivered();
  }
  expect(await stage.store.connectorCalls.syncStatus(system.name, number)).toMatchObject({
    known: false,
    waiting: 0,
    givenUp: 3,
  });
  nock.cleanAll();
  return stage;
}

describe.each(systems)("what $title refused for its token until it was given up", (system) => {
  test.each<[string, (stage: Stage) => Promise<unknown>, string[]]>([
    ["with the next word, and before it", (stage) => stage.say("still dark"), ["still dark"]],
    ["with the next start", (stage) => stage.begin(), []],
    [
      "when an agent asks for it",
      async (stage) => stage.act((await stage.theCase()).number, "ana", { kind: "retry" }),
      [],
    ],
  ])("goes out in order %s", async (_how, once, later) => {
    const stage = await refusedFor(system);
    const held = system.play();
    await once(stage);
    await stage.delivered();
    expect(held).toMatchObject({ opened: 1, received: ["the red lamp blinks", "and now the green one", ...later] });
    expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
    expect((await stage.history()).at(-1)).toBe(`${system.title} caught-up`);
  });

  test("stays, where the token is wrong yet after a start, and is all there at the next one", async () => {
    const stage = await refusedFor(system);
    system.first().times(100).reply(401, { error: "token" });
    await stage.begin().finally(() => stage.warnings.splice(0));
    await stage.delivered();
    nock.cleanAll();
    const held = system.play();
    await stage.begin();
    await stage.delivered();
    expect(held).toMatchObject({ opened: 1, received: ["the red lamp blinks", "and now the green one"] });
    expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
  });
});

test("the first case that a system takes again has those of other people tried again, too", async () => {
  const hub = systems.find(({ name }) => name === "handoff")!;
  const stage = await refusedFor(hub);
  const held = hub.play();
  await stage.say("person", undefined, "lees");
  await stage.delivered();
  expect(held.opened).toBe(2);
  expect(held.received).toEqual(["the red lamp blinks", "and now the green one"]);
  expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
});

test("what a system refuses for good holds up nothing that comes later", async () => {
  const chatwoot = systems.find(({ name }) => name === "chatwoot")!;
  const held = chatwoot.play();
  const stage = await openStage(chatwoot.settings);
  await askForPerson(stage);
  await stage.delivered();
  nock.cleanAll();
  chatwoot.word().times(2).reply(422, { error: "too long" });
  chatwoot.play(held);
  for (const text of ["far too long", "short"]) {
    await stage.say(text);
    await stage.delivered();
  }
  expect(held.received).toEqual(["short"]);
  expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 1 });
});

test("agents see in the case who could not be told of it, and have it tried again", async () => {
  const hub = () => nock("https://hub.example.com").post("/api/handoff");
  // When it is opened, and twice when it is claimed: what was given up, and the claim.
  hub().times(3).reply(404, {});
  const service = await useDeskApp({
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: "https://hub.example.com/api/handoff",
    HANDOFF_SECRET: "a-secret-for-the-hub",
  });
  const kim = await visitor(service);
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const { id } = body.cases[0]!;
  const outside = async () => (await service.desk("ana", "GET", `/cases/${id}`)).body.outside[0];
  await waitFor(async () => ((await outside())?.givenUp === 1 ? true : undefined));
  expect(await outside()).toEqual({ title: "Hand-off hub", known: false, waiting: 0, givenUp: 1 });
  expect((await service.desk("ben", "POST", `/cases/${id}/retry`)).status).toBe(403);
  await service.desk("ben", "POST", `/cases/${id}/claim`);
  await waitFor(async () => ((await outside())?.givenUp === 2 ? true : undefined));
  hub().times(9).reply(202);
  const again = await service.desk("ben", "POST", `/cases/${id}/retry`);
  expect(again.status).toBe(202);
  expect(again.body).toEqual({ retried: 2 });
  await waitFor(async () => ((await outside())?.givenUp === 0 ? true : undefined));
  expect(await outside()).toEqual({ title: "Hand-off hub", known: true, waiting: 0, givenUp: 0 });
  const { history } = (await service.desk("ana", "GET", `/cases/${id}`)).body;
  expect(history.map(({ who, what }) => `${who} ${what}`)).toEqual([
    "user opened",
    "Hand-off hub unreached",
    "ben claimed",
    "Hand-off hub unreached",
    "ben retried",
    "Hand-off hub caught-up",
  ]);
});
