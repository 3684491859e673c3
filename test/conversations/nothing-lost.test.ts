import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** What else a message holds than the thing that it seems to be about: nothing of it is lost. */

test("a question with the words of a button is no button", () =>
  holds(`
    ${onWindows}
    > it works now?
    < !playing again.
    ${stillAt(2)}
  `));

test("what was told is kept by whoever wants the rest skipped, or asks for the first step", () =>
  holds(`
    > spotify 502 iphone, did 2 and 5
    < Step 1 of 10
    > skip all the rest
    < !From the beginning
    > and the first?
    < !From the beginning
    > what have i tried
    < Restart Spotify
  `));

describe("a first message that names the error begins the guide, whatever else it asks", () => {
  test.each([
    "What's a router? Also I'm on windows and get Spotify 502",
    "spotify error 502 on my windows pc, what's the difference between step 3 and 4?",
  ])("%s", (words) =>
    holds(`
      > ${words}
      < Step 1 of 10
    `),
  );
});

describe("a result beside a question counts", () => {
  test.each(["didn't work. how many more?", "still broken, why is that?"])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < Step 3 of 10
    `),
  );
});

test("another step that cannot be done leaves the one on screen where it is", () =>
  holds(`
    ${onWindows}
    > I can't restart the router, it's my landlord's
    < Restart router and modem
    ${stillAt(2)}
  `));

describe("right after a danger", () => {
  test.each(["i mean it", "no one cares", "i'm serious"])("the answer stands: %s", (words) =>
    holds(`
      > i want to kill myself
      < findahelpline
      > ${words}
      < findahelpline
    `),
  );
  test("all is well again, or the music is meant", () =>
    holds(`
      > my wife passed out
      > she is fine
      < !911
      < !Sorry, I didn't get that
      > spotify 502 on windows
      < Step 1 of 10
    `));
});

test("who would rather not talk to a bot wants a person", () =>
  holds(`
    ${onWindows}
    > I'd rather not talk to a bot
    < CASE
  `));

test.each(["Netflix says error 502", "error 502 but on netflix"])(
  "another maker's error is sent to that maker: %s",
  (words) =>
    holds(`
    > ${words}
    < its maker
    < !support.spotify.com
  `),
);

test("a result that is told while the guide rests goes on from there", () =>
  holds(`
    ${onWindows}
    > still broken
    < Step 3 of 10
    > see you later
    > restarted router. nope
    < Noted as done: Restart router
    < Step 4 of 10
  `));

describe("the last answer is taken back", () => {
  test.each(["undo that last one", "i lied i didnt do it"])("by: %s", (words) =>
    holds(`
      ${onWindows}
      > still broken
      < Step 3 of 10
      > ${words}
      < Step 2 of 10
    `),
  );
});
