import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** A result belongs to the step, number or device that it names; the place and the guide are those of the one on screen. */

const atRouter = `
  ${onWindows}
  > still broken
  < Step 3 of 10
`;
const atNetwork = `
  ${atRouter}
  > still broken
  < Step 4 of 10
`;

describe("a result of another step is noted there and keeps the place", () => {
  test.each([
    ["router restarted, no change", "Restart router"],
    ["rebooted the modem, still nothing", "Restart router"],
    ["4 same", "Switch to another network"],
    ["step 6 same thing", "Turn off VPN"],
    ["cache no luck", "Clear Spotify's cache"],
    ["airplane mode on and off, same", "Flush the DNS cache"],
    ["pi-hole off, still 502", "Turn off VPN"],
  ])("%s", (words, step) =>
    holds(`
      ${onWindows}
      > ${words}
      < Noted as done
      < ${step}
      ${stillAt(2)}
    `),
  );

  test("also where something else was asked to be seen", () =>
    holds(`
      ${atNetwork}
      > step 6 same thing
      < Turn off VPN
      < !other networks
      ${stillAt(4)}
    `));

  test("and a step by its number beside a no", () =>
    holds(`
      ${atRouter}
      > nope, and step 2 neither
      < !Here's that step
      ${stillAt(3)}
    `));
});

describe("the restart of something else is no restart of the app", () => {
  test.each(["rebooted the pc, no change", "phone restarted, same", "restarted the console, nope"])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      ${stillAt(2)}
    `),
  );
  test("but 'restarted it' is of the step on screen", () =>
    holds(`
      ${atRouter}
      > restarted it, no change
      < Step 4 of 10
    `));
});

describe("a cure is credited to the step that is named", () => {
  test.each([
    ["turned pihole off and it plays", "Turn off VPN"],
    ["whitelisted spotify in pihole and it plays", "Turn off VPN"],
    ["switched to 8.8.8.8 and it works", "Flush the DNS cache"],
    ["works now, it was my dns", "Flush the DNS cache"],
    ["works now, was the firewall", "Turn off VPN"],
    ["5 fixed it", "Clear Spotify's cache"],
  ])("%s", (words, step) =>
    holds(`
      ${onWindows}
      > ${words}
      < playing again
      < ${step}
      < fixed it
    `),
  );

  test.each(["works without vpn", "number 6 helped"])("also where it is asked first: %s", (words) =>
    holds(`
      ${atRouter}
      > ${words}
      < !playing again.
      > yep
      < Turn off VPN
      < fixed it
    `),
  );

  test("and to none where it is nothing of ours", () =>
    holds(`
      ${onWindows}
      > closed some other programs and it works
      < playing again
      < !fixed it
    `));

  test("while another network is asked about, what followed an update is no answer to that", () =>
    holds(`
      ${atNetwork}
      > after the update it works
      < !usual network
      > yes
      < Update Spotify
      < fixed it
    `));
});

describe("one device that plays is not all of them", () => {
  test.each([
    ["spotify 502 on my ipad and my iphone", "the iphone works again"],
    ["spotify 502 on my two phones, samsung and pixel", "the pixel works"],
    ["spotify 502 on my two laptops, windows and mac", "windows plays now"],
  ])("%s: %s", (report, words) =>
    holds(`
      > ${report}
      < Step 1 of 10
      > all fine
      > ${words}
      < other device
      < !Anything else
    `),
  );

  test.each([
    ["ipad too", "playing again"],
    ["both play", "playing again"],
    ["not yet", "Step 4 of 10"],
  ])("the other one ends it, or goes on: %s", (words, reply) =>
    holds(`
      > spotify 502 on my ipad and my iphone
      > all fine
      > the iphone works again
      < other device
      > ${words}
      < ${reply}
    `),
  );

  test("the steps go on for the one that is left", () =>
    holds(`
      > spotify 502 on windows and on my mac
      > all fine
      > windows plays now
      < other device
      > no
      < On the Mac
    `));

  test("of two of one kind, the one that fails is meant", () =>
    holds(`
      > spotify 502 on my iphone, works on my ipad
      < Step 1 of 10
    `));
});

test("what is done already needs no consent, whatever came of it", () =>
  holds(`
    > spotify 502 on windows, did 1 to 8
    < [Yes, show me how]
    > reinstalled from the store, no luck
    < !Skipped
    < Step 10 of 10
  `));
