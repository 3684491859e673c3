import nock from "nock";
import { beforeEach, expect, test } from "vitest";

import { call, useDeskApp, visitor } from "../../support/desk-app.ts";
import { openStage } from "./stage.ts";
import { systems } from "./systems.ts";

/** What a case carries to wherever people answer it. */

beforeEach(() => nock.cleanAll());

const incident = {
  kind: "incident" as const,
  title: "Login is slow",
  since: Date.UTC(2026, 10, 22, 11),
  checkedAt: Date.UTC(2026, 10, 22, 11, 58),
};

/** `moment` as this system is sent it. */
const moments: Readonly<Record<string, RegExp>> = {
  teams: /\{\{DATE\(2026-11-22T12:\d\d:\d\dZ, SHORT\)\}\}, \{\{TIME\(2026-11-22T12:\d\d:\d\dZ\)\}\}/,
  others: /2026-11-22 12:\d\d UTC/,
};

test.each(systems)(
  "$title gets the case with all that is known: nobody there asks the person again",
  async (system) => {
    const held = system.play();
    const stage = await openStage(system.settings, {
      desk: system.desk,
      status: { "spotify-502": incident },
      push: false,
    });
    for (const text of [
      "Spotify says error 502 on my iPhone",
      "continue anyway",
      "still broken",
      "skip this step",
      "the red lamp blinks",
      "person",
    ])
      await stage.say(text);
    await stage.delivered();
    const { number } = await stage.theCase();
    const sent = JSON.stringify(held.bodies);
    const moment = (moments[system.name] ?? moments["others"]!).source;
    for (const fact of [
      number,
      "Asked for a person",
      "Spotify error 502",
      "iPhone or iPad",
      "Teams",
      "en",
      "incident: Login is slow",
      "their chat (Teams)",
      "Spotify says error 502 on my iPhone",
      "the red lamp blinks",
      "I've asked for a person",
    ])
      expect(sent).toContain(fact);
    expect(sent).toMatch(
      new RegExp(`Check Spotify's status \\(no change, ${moment}\\); Restart Spotify \\(skipped, ${moment}\\)`),
    );
    expect(sent).not.toMatch(/restart-app|check-status/);
  },
);

test.each(systems)("$title hears how to reach the person, once they left an address", async (system) => {
  const held = system.play();
  const stage = await openStage(system.settings, { desk: "empty", push: false });
  for (const text of ["Spotify says error 502 on my iPhone", "person", "kim@example.com"]) await stage.say(text);
  await stage.delivered();
  expect(JSON.stringify(held.bodies)).toContain("kim@example.com");
});

test("the desk itself shows the same, and names a step as it is called on the device", async () => {
  const service = await useDeskApp();
  await service.desk("ana", "POST", "/presence", { state: "online" });
  const kim = await visitor(service);
  for (const text of ["Spotify says error 502 in the web player", "still broken", "skip this step", "person"])
    await kim.say(text);
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const { id } = body.cases[0]!;
  const shown = await call(`${service.base}/api/desk/cases/${id}`, "GET", "ana-token");
  expect(shown.body).toMatchObject({
    id,
    reason: "asked",
    channel: "webchat",
    language: "en",
    platform: "web",
    platformName: "web browser",
    articleTitle: "Spotify error 502",
    contact: null,
    liveStatus: { kind: "unknown" },
    stepsTried: [
      { title: "Check Spotify's status", result: "not-fixed", at: expect.stringMatching(/^\d{4}-.*Z$/) },
      { title: "Reload the web player", result: "skipped", at: expect.stringMatching(/^\d{4}-.*Z$/) },
    ],
    transcript: expect.arrayContaining([expect.objectContaining({ from: "user", text: "person" })]),
  });
});
