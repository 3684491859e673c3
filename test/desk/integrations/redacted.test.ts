import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { useDeskApp, visitor } from "../../support/desk-app.ts";
import { waitFor } from "../event-stream.ts";
import { askForPerson, openStage } from "./stage.ts";
import { systems } from "./systems.ts";

/** Personal data that is taken out while other systems are told of the case. */

/** Answers the next request with 503, wherever it goes; resolves when it came. */
function refuseOnce(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const refuse = (): [number, string] => (resolve(), [503, ""]);
  nock(/.*/).get(/.*/).reply(refuse);
  nock(/.*/).post(/.*/).reply(refuse);
  nock(/.*/).put(/.*/).reply(refuse);
  return promise;
}

beforeEach(() => nock.cleanAll());

describe.each(systems)("words taken out of a case that $title hears of", (system) => {
  test("are in nothing that goes there from then on, though it was on its way already", async () => {
    const held = system.play();
    const stage = await openStage(system.settings, { desk: system.desk });
    const number = await askForPerson(stage);
    await stage.delivered();
    nock.cleanAll();
    const refused = refuseOnce();
    await stage.say("call me at 555-0199");
    await refused;
    await stage.redact(number, "ana", "555-0199");
    nock.cleanAll();
    system.play(held);
    await stage.delivered();
    expect(held.received).toContain("call me at [removed]");
    expect(JSON.stringify(held.bodies)).not.toContain("555-0199");
    expect((await stage.history()).at(-1)).toBe(`ana redacted ${system.title}`);
    expect(JSON.stringify(held.bodies.at(-1))).toContain("remove it here as well");
  });

  test("are in nothing that was given up and is tried again", async () => {
    system.first().times(50).reply(401);
    const stage = await openStage(system.settings, { desk: system.desk });
    const number = await askForPerson(stage);
    await stage.say("call me at 555-0199");
    await stage.delivered();
    nock.cleanAll();
    await stage.redact(number, "ana", "555-0199");
    const held = system.play();
    await stage.delivered();
    await stage.begin();
    await stage.delivered();
    expect(held.received).toContain("call me at [removed]");
    expect(JSON.stringify(held.bodies)).not.toContain("555-0199");
    // It was told of nothing before: there is nowhere else to take it out.
    expect((await stage.history()).filter((line) => line.startsWith("ana redacted"))).toEqual(["ana redacted"]);
  });
});

test("the desk says where else the words may stand", async () => {
  nock("https://hub.example.com").persist().post("/api/handoff").reply(202);
  const service = await useDeskApp({
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: "https://hub.example.com/api/handoff",
    HANDOFF_SECRET: "a-secret-for-the-hub",
  });
  const kim = await visitor(service);
  await kim.say("my number is 555-0199");
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const { id } = body.cases[0]!;
  await waitFor(async () =>
    (await service.desk("ana", "GET", `/cases/${id}`)).body.outside[0]?.known ? true : undefined,
  );
  await service.desk("ana", "POST", `/cases/${id}/claim`, {});
  await service.desk("ana", "POST", `/cases/${id}/redact`, { words: "555-0199", confirm: true });
  const { history } = (await service.desk("ben", "GET", `/cases/${id}`)).body;
  expect(history.at(-1)).toMatchObject({ who: "ana", what: "redacted", text: "Hand-off hub" });
});
