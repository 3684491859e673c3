import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** Whole talks about the guide, to be read as transcripts. */

test("the music plays after a look at the status page: that is the end of it, and the look is not credited", async () => {
  const { store } = await talk(`
    > Spotify says error 502
    < I'm a bot
    < device
    > on my iPhone
    < Step 1 of 10 · Check Spotify's status
    < status.spotify.com
    < downdetector.com/status/spotify
    < What does the page show?
    < [It works now]
    > yay it plays again
    < playing again
    < [No, that's all]
    > no thanks
    < Come back any time
  `);
  expect(await store.cases.list("waiting", 10)).toEqual([]);
});

test("the device is not asked for when the first message names it", () =>
  holds(`
    > spotify shows error 502 on my windows laptop
    < Step 1 of 10 · Check Spotify's status
    < What does the page show?
  `));

/** Ten steps that do not help, to the end. */
const allTenInVain = `
    > Spotify error 502 on my windows pc
    < Step 1 of 10
    > still broken
    < Step 2 of 10
    > nope
    < Step 3 of 10
    > [Skip this step]
    < Step 4 of 10
    > no, same error
    < Step 5 of 10
    > still not working
    < Step 6 of 10
    > [Still broken]
    < Step 7 of 10
    > nope
    < Step 8 of 10 · Flush the DNS cache
    < ipconfig /flushdns
    > didn't help
    < Step 9 of 10 · Reinstall Spotify
    < Please note
    < [Yes, show me how]
    > yes
    < Step 9 of 10
    < Please note
    > still the same
    < Step 10 of 10
    > no change
    < Here's what we tried:
    < Restart router and modem (skipped)
    < support.spotify.com
    < [Yes, get a person]
    > yes please
    < I've asked for a person: case **CASE
  `;

test("ten steps do not help, and a person is offered with all that was tried", async () => {
  const { store } = await talk(allTenInVain);
  const [open] = await store.cases.list("waiting", 10);
  expect(open).toMatchObject({ reason: "all-tried", device: "windows", article: "spotify-502", status: "waiting" });
  expect(open?.tried.map(({ step, result }) => `${step} ${result}`)).toEqual([
    "check-status not-fixed",
    "restart-app not-fixed",
    "restart-router skipped",
    "switch-network not-fixed",
    "clear-cache not-fixed",
    "disable-vpn not-fixed",
    "update-app not-fixed",
    "flush-dns not-fixed",
    "reinstall not-fixed",
    "relogin not-fixed",
  ]);
});

test("skip, back, repeat, list and restart keep and change the place as they say", () =>
  holds(`
    > spotify 502 on android
    < Step 1 of 10
    > skip
    < Step 2 of 10
    > skip this one
    < Step 3 of 10
    > go back
    < One step back
    < Step 2 of 10
    > back
    < Step 1 of 10
    > back
    < This is the first step
    < Step 1 of 10
    > can you explain that again
    < Step 1 of 10
    > list
    < 1. Check Spotify's status (you're here)
    < 2. Restart Spotify (skipped)
    < 10. Log out and back in
    < Back to step 1
    > start over
    < From the beginning again
    < Step 1 of 10
  `));

test("stops, and days later goes on at the same step with the device known", () =>
  holds(`
    > spotify bad gateway on my mac
    < Step 1 of 10
    > nope
    < Step 2 of 10
    > gotta go, later
    < I'll keep your place at step 2 of 10
    ~ 3 days
    > hello
    < You were at step 2 of 10, "Restart Spotify"
    > where were we?
    < Step 2 of 10 · Restart Spotify
    > still broken
    < Step 3 of 10
  `));

test("keeps the place when a question comes in the middle", () =>
  holds(`
    > spotify says 502 on iphone
    < Step 1 of 10
    > no
    < Step 2 of 10
    > will i lose my downloads if i reinstall?
    < step 2
    < [Still broken]
    > how long does this error last
    < step 2
    > still broken
    < Step 3 of 10
  `));

test("another step by name is shown, and the guide goes on where it was", () =>
  holds(`
    > spotify 502 on windows
    < Step 1 of 10
    > no
    < Step 2 of 10
    > how do i flush my dns
    < Step 8 of 10 · Flush the DNS cache
    > didn't work
    < Step 2 of 10
  `));

test("the device is asked for, named in words, and changed later", () =>
  holds(`
    > Spotify says error 502
    < device
    > it's a galaxy s23
    < Step 1 of 10
    > nope
    < Step 2 of 10
    > actually i am on my mac now
    < Step 2 of 10
    < Command + Q
  `));

test("reinstalling asks before it begins, and no means that the step is left out", () =>
  holds(`
    > spotify 502 on my windows pc
    > how do i reinstall it
    < Step 9 of 10 · Reinstall Spotify
    < Please note
    < [Skip this step]
    > no
    < Step 1 of 10
  `));

test.each([
  ["a windows pc", "ipconfig /flushdns"],
  ["a mac", "dscacheutil -flushcache"],
  ["linux", "resolvectl flush-caches"],
])("flushing DNS on %s gives its own command", (device, command) =>
  holds(`
    > spotify error 502 on ${device}
    > flush dns
    < Step 8 of 10
    < ${command}
  `),
);

test("a phone has no DNS cache to flush: airplane mode instead, and why", () =>
  holds(`
    > spotify error 502 on my iphone
    > flush dns
    < airplane mode does the same job
    < Step 8 of 10 · Turn airplane mode on and off
  `));

test("what was done before is not asked again, and counts as done", () =>
  holds(`
    > spotify shows 502 on my android, i already restarted the app
    < Noted as done: Restart Spotify
    < Step 1 of 10
    > no
    < Step 3 of 10
    > already did that
    < Step 4 of 10
    > list
    < Restart Spotify (done before)
  `));

test("waiting is met with patience, not with the next step", () =>
  holds(`
    > spotify 502 on windows
    > no
    > no
    < Step 3 of 10
    > hang on, it's rebooting
    < does it play now?
    > still broken
    < Step 4 of 10
  `));

test("a message in two parts has both: the answer, then the next step", () =>
  holds(`
    > spotify 502 on windows
    < Step 1 of 10
    > still broken, and is it only me?
    < downdetector.com
    < Step 2 of 10
  `));

test("it is back: the guide goes on behind the step that seemed to help", () =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > it works now
    < step 2, "Restart Spotify", fixed it
    > no wait, it's broken again
    < Step 3 of 10
  `));
