import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** A question about a step, or about any of them, is answered in a line and moves nothing. */

describe("whether a step logs one out is answered from the step", () => {
  test.each([
    "does this log me out",
    "will i get logged out?",
    "do i need to be logged in for this",
    "will it sign me out",
  ])("%s", (words) =>
    holds(`
        ${onWindows}
        > ${words}
        < doesn't log you out
        < only for
        < Reinstall
        ${stillAt(2)}
      `),
  );
  test("of another step that is named it is about that one", () =>
    holds(`
      ${onWindows}
      > does reinstalling log me out?
      < Yes
      < login ready
      ${stillAt(2)}
    `));
});

describe("what is asked of the step on screen is answered with its instructions", () => {
  test.each([
    "How do I close it properly on my pc?",
    "what if the icon isnt there",
    "do i have to click both",
    "i cant see a menu, where do i quit it",
  ])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < 1. 
      < !Step 3
      ${stillAt(2)}
    `),
  );
});

describe("a yes-or-no question about another step tells of it and shows nothing", () => {
  test.each(["does clearing the cache work on windows", "is the dns one for me too", "and the dns thing?"])(
    "%s",
    (words) =>
      holds(`
        ${onWindows}
        > ${words}
        < !Did that fix it
        ${stillAt(2)}
      `),
  );
});

test("the way of another step is shown, and the place is kept", () =>
  holds(`
    ${onWindows}
    > how do i restart the router
    < Step 3 of 10
    > still broken
    < Step 2 of 10
  `));

describe("skipping is asked for, or asked about", () => {
  test.each(["can i skip this one", "could we skip this please"])("a request is done: %s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < Step 3 of 10
    `),
  );
  test.each(["is it bad if i skip it", "so skip the router?"])("a question is answered: %s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < skip any step
      ${stillAt(2)}
    `),
  );
});

describe("questions about all of the steps", () => {
  test.each([
    ["do the steps have to be in order", "Any order"],
    ["can I do steps 5 and 8 in one go?", "Any order"],
    ["why are there so many steps", "rules out one cause"],
    ["do i need to do everything twice?", "once is enough"],
    ["do i need to give you my password", "never here"],
    ["could it be my antivirus", "rarely"],
    ["what if my router doesnt come back", "five minutes"],
    ["is the pc too old then?", "don't buy anything"],
    ["which step fixes it most often", "Restart"],
    ["which one comes next", "Restart router"],
    ["wich device did i tell you", "Windows"],
    ["is this really gonna help", "can help"],
    ["will the kids lose their internet when i restart the router", "cuts off everyone"],
    ["what's the dns thing good for", "address"],
  ])("%s", (words, answer) =>
    holds(`
      ${onWindows}
      > ${words}
      < ${answer}
      ${stillAt(2)}
    `),
  );
});

test("two things asked with 'and' are both answered", () =>
  holds(`
    ${onWindows}
    > what's a vpn and do i need my password for this
    < VPN
    < log
  `));

describe("what names no device of the music changes none", () => {
  test.each(["what browser should i use", "its a mesh thing, google nest", "safari ok?"])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < !Here's the step for that device
      > which device did i say
      < Windows
    `),
  );
});

describe("that it plays for somebody else, or on something else, is no claim", () => {
  test.each(["my son says on his mac it plays", "my husbands works", "the friends phone plays it ok on same wifi"])(
    "%s",
    (words) =>
      holds(`
        ${onWindows}
        > ${words}
        < !playing again
        < !is your music playing
        ${stillAt(2)}
      `),
  );
});

describe("devices by their makers", () => {
  test.each([
    ["my telly samsung shows error 502 on spotify", "device's menu"],
    ["spotify 502 on my kindle fire", "swipe"],
    ["spotify. 502. tablet lenovo.", "swipe"],
  ])("%s", (words, instruction) =>
    holds(`
      > ${words}
      < Step 1 of 10
      > all fine there
      < ${instruction}
    `),
  );
});

test("in brief is each line in brief, not the first alone", () =>
  holds(`
    ${onWindows}
    > no
    < Step 3 of 10
    > simpler please
    < Unplug
    < Plug in
  `));

test("the place is told in a line, and what is left only where it is asked", () =>
  holds(`
    ${onWindows}
    > how many left
    < 9 steps are left
    < !Still to come
    > which ones are left
    < Still to come: Restart router
  `));

test("in brief leaves out what is only for another case", () =>
  holds(`
    ${onWindows}
    > simpler
    < In short
    < !No icon
  `));
