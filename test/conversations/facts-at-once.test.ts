import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** Facts that stand beside others in one message: all are noted, listed when asked for, and passed over in the guide. */

describe("what the page shows is told in a first message, beside more", () => {
  test.each([
    "spotify 502 on windows, the page is fine",
    "502 spotify pc page is fine",
    "spotify error 502 on my pc. the dashboard is all green, nothing plays",
  ])("%s", (words) =>
    holds(`
      > ${words}
      < Check Spotify's status
      < Step 2 of 10
    `),
  );

  test("and what was done too", () =>
    holds(`
      > spotify error 502 on my mac. the page is fine, app restarted, router restarted
      < Step 4 of 10
    `));
});

describe("what was not done is still to come", () => {
  test.each([
    ["Spotify 502, Windows. Done: restart, router, cache. Not done: reinstall", ["Restart router", "cache"]],
    ["Error 502 Spotify pc. Steps taken: 1) restarted router 2) flushed DNS. Not taken: reinstall", ["router", "DNS"]],
    ["502 on spotify, windows. restart: yes. reinstall: no. router: yes. still dead", ["Restart Spotify", "router"]],
    ["spotify 502 pc - tried restart, tried router, not dns, not reinstall", ["Restart Spotify", "router"]],
  ])("%s", (words, done) =>
    holds(`
      > ${words}
      < Step 1 of 10
      > what did I try?
      ${done.map((step) => `< ${step}`).join("\n")}
      < !Reinstall
    `),
  );

  test.each([
    "spotify 502 windows, tried all but the reinstall",
    "spotify 502 windows did everything except the reinstall",
    "spotify 502 windows, except the reinstall ive tried the lot",
    "spotify 502 windows. haven't tried reinstalling, rest is done",
    "error 502 spotify windows, everything's been tried apart from reinstalling",
  ])("of the whole list: %s", (words) =>
    holds(`
      > ${words}
      < Noted as done
      < Log out
      > which steps are left
      < Reinstall
    `),
  );

  test.each([
    ["router yes, cache yes, reinstall no", "Restart router"],
    ["haven't done 5 and 6 yet, did 3 and 4", "Restart router"],
    ["i did the router and the network but not the cache", "Restart router"],
  ])("within the guide: %s", (words, done) =>
    holds(`
      ${onWindows}
      > ${words}
      < Noted as done: ${done}
      > what did I try?
      < ${done}
      < !Reinstall
    `),
  );

  test("numbers up to one of them", () =>
    holds(`
      ${onWindows}
      > did 1-4, not 5
      < Step 5 of 10
    `));
});

test("'all done already' in a first message is all of it", () =>
  holds(`
    > spotify 502 windows... all done already
    < [Yes, get a person]
  `));

test("'rest is done' says nothing where nothing was said to be left", () =>
  holds(`
    ${onWindows}
    > rest is done
    < !Noted as done
    ${stillAt(2)}
  `));

describe("what is declined by its name is passed over", () => {
  test.each([
    ["no to reinstall and vpn", ["Turn off VPN", "Reinstall"]],
    ["no reinstall, no logout please", ["Reinstall", "Log out"]],
    ["neither router nor reinstall is possible", ["Restart router", "Reinstall"]],
    ["i won't do the reinstall nor the dns thing", ["Flush", "Reinstall"]],
    ["can't touch the router, it's my landlord's", ["Restart router"]],
    ["not going to reinstall, not flushing any dns", ["Flush", "Reinstall"]],
  ])("%s", (words, steps) =>
    holds(`
      ${onWindows}
      > ${words}
      < OK, skipping
      ${steps.map((step) => `< ${step}`).join("\n")}
      ${stillAt(2)}
    `),
  );

  test("also in a first message", () =>
    holds(`
      > spotify 502, pc, i have restarted everything but i dont want to delete the app
      < OK, skipping: Reinstall
      < Step 1 of 10
    `));
});

describe("the page shows a problem, and nothing else does", () => {
  test("problem reported", () =>
    holds(`
      > spotify 502 on windows
      > problem reported
      < Spotify's side
    `));
  test("an outage that is seen at a later step", () =>
    holds(`
      ${onWindows}
      > oh there's an outage
      < Spotify's side
    `));
  test.each(["router is green", "the light on my router is green", "wifi icon is orange"])("%s", (words) =>
    holds(`
      > spotify 502 on windows
      > ${words}
      < !outage
      ${stillAt(1)}
    `),
  );
});

test("results in the order of the list, beside what the page shows", () =>
  holds(`
    > spotify 502 on windows
    > green, restart no, router no
    < Step 4 of 10
  `));
