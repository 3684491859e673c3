import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** The live status in the talk: an incident, none, and not knowing. */

test("an open incident is said with its age before any step, and its end is told", async () => {
  const { store } = await talk(`
    ~ status: incident
    > Spotify says error 502
    < Playback is failing for some people
    < 40 minutes
    < probably won't help
    < [Tell me when it's over]
    < [Continue anyway]
    < [Talk to a person]
    > [Tell me when it's over]
    < I'll write here
    ~ 2 hours
    ~ status: none
    ! {"type":"status.over"}
    < says the problem is over
    < does it play now?
    > yes
    < [No, that's all]
  `);
  expect(await store.statusSubscriptions.conversationsWatching("spotify-502", 10)).toMatchObject([
    { conversation: "talk" },
  ]);
});

test("whoever goes on although an incident is open gets the steps", () =>
  holds(`
    ~ status: incident
    > spotify error 502 on my iphone
    > [Continue anyway]
    < Step 1 of 10
  `));

test("no incident is said with the time of the look, and the look at the status page is passed over", () =>
  holds(`
    ~ status: none
    > spotify error 502 on my iphone
    < reports no incident right now (checked 2 minutes ago)
    < Step 2 of 10
  `));

test("where the feed cannot be read nothing is said about health", async () => {
  const { world } = await talk(`
    > spotify error 502 on my iphone
    < Step 1 of 10
  `);
  expect(world.status).toEqual({});
});
