import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** Facts, corrections and questions that are told while a step is on screen: none of them is a result of that step. */

describe("the step on screen stays", () => {
  test.each([
    ["another step is told of", "vpn off didnt help so i turned it back on. is that ok"],
    ["it plays on the phone, where the computer fails", "on my phone it plays though, same wifi"],
    ["a question speaks of what works elsewhere", "is it ok if it works on my phone but not here?"],
    ["a step is asked about by its number", "how come step 8 already"],
    ["a word is asked about behind it", "dns whats that"],
    ["something is asked for that usually works", "this is taking forever, just give me the one that usually works"],
  ])("where %s: %s", (_, words) =>
    holds(`${onWindows}
 > ${words}
${stillAt(2)}`),
  );
});

describe("the device that is told of instead of the one before is taken", () => {
  test.each(["its on my mac not the phone", "scrap that, its on my mac not the phone, phones fine"])("%s", (words) =>
    holds(`
      > spotify 502 on my iphone
      > ${words}
      > which device did i say?
      < your Mac
    `),
  );
});

describe("a success is taken back", () => {
  test.each(["damn, that was a youtube video", "but it still says 502"])("by: %s", (words) =>
    holds(`
      ${onWindows}
      > it works now
      < playing again
      > ${words}
      < Step 3 of 10
    `),
  );
});

test("a cure that is asked about is one, and its credit goes to the step that is named", () =>
  holds(`
    ${onWindows}
    > restarted the router, plays again, weird. will it come back?
    < Restart router and modem
    < fixed it
  `));

test("a cure by something that is no step credits none", () =>
  holds(`
    ${onWindows}
    > whitelisted spotify in the pihole and we're both back in, music playing on both
    < playing again
  `));

test("what plays while the status page is asked about is asked about too", () =>
  holds(`
    > spotify 502 on windows
    < What does the page show?
    > yes its playing
    < [Yes, it plays]
  `));

test("who is logged in again is asked whether it plays", () =>
  holds(`
    ${onWindows}
    > finally logged in
    < [Yes, it plays]
  `));

test("danger is heard in an everyday sentence", () =>
  holds(`
    ${onWindows}
    > i feel like throwing this laptop out of the window and myself after it
    < emergency number
  `));

test("a kind of device is no device: which one is asked", () =>
  holds(`
    > spotify 502
    < Which device
    > on my computer
    < [It's my Mac]
  `));

describe("a case is kept", () => {
  test.each([
    "please dont cancel my request",
    "dont close it",
    "you can close it when done",
    "if nobody comes by 5 cancel it",
  ])("by: %s", (words) =>
    holds(`
        ${onWindows}
        > person
        < CASE
        > ${words}
        > how is my case?
        < CASE
      `),
  );
});

describe("no case is opened", () => {
  test.each(["i dont need a person yet", "ya está"])("by: %s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      > how is my case?
      < no open case
    `),
  );
});

describe("the guide does not end by a question in another language", () => {
  test.each(["ya funciona?", "geht es wieder?", "ça marche?", "já funciona?", "もう直りましたか"])("%s", (words) =>
    holds(`${onWindows}
 > ${words}
${stillAt(2)}`),
  );
});

describe("what is no result is none", () => {
  test.each(["zibble", "literally, flames", "what did i already try", "i hate this"])("%s", (words) =>
    holds(`${onWindows}
 > ${words}
${stillAt(2)}`),
  );
});
