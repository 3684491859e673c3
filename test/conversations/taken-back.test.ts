import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** What was recorded last is taken back, in whatever words, and asked for again. */

describe("an answer is taken back and asked for again", () => {
  test.each([
    "sorry it's the other way round",
    "undo that, pressed by mistake",
    "no wait, wrong button",
    "scratch that",
    "that last one was wrong",
    "ignore that",
    "take that back",
    "sorry, misclick",
    "i pressed the wrong one",
    "forget that last answer",
    "wait i didn't mean that",
    "my last answer was wrong",
    "that was a mistake",
  ])("%s", (words) =>
    holds(`
      ${onWindows}
      > still broken
      < Step 3 of 10
      > ${words}
      < Step 2 of 10
      > what did I try?
      < Check Spotify's status
      < !Restart Spotify
    `),
  );

  test("with what was seen", () =>
    holds(`
      ${onWindows}
      > still broken
      > still broken
      < Step 4 of 10
      > it plays there
      < Step 6 of 10
      > sorry, it's the other way round
      < Step 4 of 10
      > same error there
      < Step 5 of 10
    `));

  test("and a problem that was misread on the page", () =>
    holds(`
      > spotify 502 on windows
      > a problem is reported
      < Spotify's side
      > i misread, the status page is all green
      < Step 2 of 10
    `));
});

describe("what was told in passing is still to come, and the step on screen stays", () => {
  test.each([
    ["cleared the cache already", "undo that", "Clear Spotify's cache"],
    ["did the router", "no wait, scratch that", "Restart router"],
    ["router isn't mine", "ignore that", "Restart router"],
  ])("%s, %s", (report, words, step) =>
    holds(`
      ${onWindows}
      > ${report}
      > ${words}
      < still to come: ${step}
      > what did I try?
      < !${step}
      ${stillAt(2)}
    `),
  );
});

test("a step that was not done after all comes now, and nothing is skipped", () =>
  holds(`
    > spotify error 502 on my mac, already restarted the app and the router
    > scratch that, i haven't restarted the router
    < Step 3 of 10
    < !OK.
  `));

test("with nothing recorded there is nothing to take back", () =>
  holds(`
    > spotify 502 on windows
    < Step 1 of 10
    > ignore that
    < first step
  `));

describe("nothing is taken back by more words than those", () => {
  test.each([
    "scratch that restart, i won't do it",
    "ignore the noise, that's my kid",
    "i mistyped my password",
    "i pressed the wrong button on the router",
    "what if i press the wrong one?",
    "which one is the wrong answer",
    "the wrong key on my router is broken",
    "ignore this step",
    "forget it",
    "cancel",
    "delete it",
  ])("%s", (words) =>
    holds(`
      ${onWindows}
      > still broken
      < Step 3 of 10
      > ${words}
      < !Step 2 of 10
    `),
  );
  test("and another device is a correction of the device", () =>
    holds(`
      > spotify 502 on my iphone
      > all fine
      > scratch that, it's android
      < that device
      < Step 2 of 10
    `));
});
