import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** Where it plays and where it does not is evidence: it says why a step comes now, or brings others before it. */

describe("that it plays on another network is told as such and leads to the router", () => {
  test.each([
    "wait it works when i use my phone hotspot",
    "on my neighbors wifi it plays no problem",
    "at home it fails but over mobile data i can listen",
    "it only works on data not on wifi",
    "turned wifi off and it plays",
    "on 4g it loads instantly",
    "works at my office wifi",
    "hm, on the library wifi it's fine",
    "when i switch wifi off and go over 5g it loads right away, back on wifi it doesnt",
    "yesterday at my mum's house it played, at home no",
    "my brothers hotspot is on now and it plays",
    "only with mobile internet, not with the wlan",
  ])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < usual network
      < Step 3 of 10
      < Restart router
    `),
  );
});

describe("that it fails there too leaves the router out", () => {
  test.each(["tried my sister's wifi, same error", "doesnt work on 5g either", "tried hotspot, nope"])("%s", (words) =>
    holds(`
      ${onWindows}
      > no
      < Step 3 of 10
      > ${words}
      < isn't your router
      < !Step 3 of 10
    `),
  );
});

test("the step on screen stays where it is the one that the evidence calls for, and is no result of it", () =>
  holds(`
    ${onWindows}
    > no
    < Step 3 of 10
    > it plays on mobile data
    < usual network
    ${stillAt(3)}
  `));

test("on the status page's step it is evidence as well, and ends nothing", () =>
  holds(`
    > spotify error 502 windows
    < Step 1 of 10
    > we used dads hotspot and now it plays
    < usual network
    < Step 3 of 10
  `));

test("where the other network was asked about it is the answer", () =>
  holds(`
    > spotify error 502 windows, did 1, 2 and 3
    < Step 4 of 10
    > usb tethering worked, plays
    < usual network
    < !playing again
  `));

describe("a network that is asked about, wished for or broken itself is no evidence", () => {
  test.each(["should i try mobile data?", "my hotspot doesn't work", "i have no mobile data left"])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < !usual network
      < !isn't your router
    `),
  );
});
