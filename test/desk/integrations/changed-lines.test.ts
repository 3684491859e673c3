import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { askForPerson, openStage } from "./stage.ts";
import { systems } from "./systems.ts";

/** What a person edits or deletes while other systems have the case. */

beforeEach(() => nock.cleanAll());

describe.each(systems)("a message of the person that $title is to have", (system) => {
  const opened = async () => {
    const held = system.play();
    const stage = await openStage(system.settings, { desk: system.desk });
    await askForPerson(stage);
    await stage.delivered();
    return { held, stage };
  };
  const newest = (bodies: readonly unknown[]): string => JSON.stringify(bodies.at(-1));

  test("goes there as it is after an edit that came before it was sent", async () => {
    system.first().times(50).reply(401);
    const stage = await openStage(system.settings, { desk: system.desk });
    await askForPerson(stage);
    await stage.say("my password is hunter2", "m9");
    await stage.delivered();
    await stage.change("m9", { how: "edited", text: "I forgot my password" });
    nock.cleanAll();
    const held = system.play();
    await stage.begin();
    await stage.delivered();
    expect(held.received).toContain("I forgot my password");
    expect(JSON.stringify(held.bodies)).not.toContain("hunter2");
  });

  test("goes nowhere once it was deleted", async () => {
    system.first().times(50).reply(401);
    const stage = await openStage(system.settings, { desk: system.desk });
    await askForPerson(stage);
    await stage.say("my password is hunter2", "m9");
    await stage.delivered();
    await stage.change("m9", { how: "deleted" });
    nock.cleanAll();
    const held = system.play();
    await stage.begin();
    await stage.say("are you there");
    await stage.delivered();
    expect(held.received).toContain("are you there");
    expect(JSON.stringify(held.bodies)).not.toContain("hunter2");
    expect(JSON.stringify(await stage.store.privacy.exportOf("u of kims"))).not.toContain("hunter2");
  });

  test("is followed by a note with the new words once it was sent and is edited", async () => {
    const { held, stage } = await opened();
    await stage.say("the lights are red", "m9");
    await stage.delivered();
    await stage.change("m9", { how: "edited", text: "the lights are green" });
    await stage.delivered();
    expect(newest(held.bodies)).toContain("It says now: the lights are green");
    expect(await stage.history()).toContain("user edited");
  });

  test("is followed by a note without any of its words once it was sent and is deleted", async () => {
    const { held, stage } = await opened();
    await stage.say("the lights are red", "m9");
    await stage.delivered();
    await stage.change("m9", { how: "edited", text: "the lights are green" });
    await stage.change("m9", { how: "deleted" });
    await stage.delivered();
    expect(newest(held.bodies)).toContain("has deleted an earlier message");
    expect(JSON.stringify(held.bodies)).not.toContain("green");
  });
});
