import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** What people ask and tell before they name an error, and beside it. */

describe("a common question is answered before the error is named, and the steps are offered", () => {
  test.each([
    ["whose fault is it", "Spotify's"],
    ["when will they fix it", "hours"],
    ["how long does it take to fix", "minutes"],
    ["do i need a professional for this", "No"],
  ])("%s", (words, piece) =>
    holds(`
      > ${words}
      < ${piece}
      > [Start the steps]
      < device
    `),
  );
});

describe("deleting what was written is asked about, in whatever words", () => {
  test.each([
    "delete all my data pls",
    "can i delete this conversation",
    "can you erase everything i wrote",
    "gdpr request: please delete my chat history",
  ])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < Delete everything?
      < !Reinstall
    `),
  );
});

describe("money and accounts are sent to the maker's own page", () => {
  test.each([
    "i was charged 2 times this month for premium",
    "update my payment card",
    "change my email",
    "i was hacked",
    "do i lose premium if this goes on",
    "ok but who do i talk to about that",
    "will i get refunded for the time it's down",
  ])("%s", (words) =>
    holds(`
      > ${words}
      < support.spotify.com
      < !Which error
    `),
  );
});

describe("without a code the usual things are named, once", () => {
  test.each(["theres no error it just dies", "there is no error message, it just won't play", "no code no"])(
    "%s",
    (words) =>
      holds(`
        > music wont play
        < [Something different]
        > ${words}
        < restart
        < support.spotify.com
        < !one of these
      `),
  );
  test("also after the button, and after the same report again", () =>
    holds(`
      > music wont play
      > it just wont play
      < support.spotify.com
      < !one of these
    `));
});

test("another code of the same maker is sent to its page, another maker's to theirs", () =>
  holds(`
    > error 504
    < support.spotify.com
    > netflix shows M7111
    < !support.spotify.com
  `));

describe("small talk has a line, and the step stays", () => {
  test.each([
    ["do you have feelings haha", "bot"],
    ["tell me a joke", "joke"],
    ["ur cute tho", "kind"],
    ["its my birthday today", "happy day"],
    ["my nan died and i just wanted to play her song at the funeral", "so sorry"],
    ["so youre a chatbot", "bot"],
    ["what model are you", "bot"],
    ["whos this", "Assistant"],
    ["youre rubbish", "sorry"],
    ["wow thanks, super helpful", "sorry"],
  ])("%s", (words, piece) =>
    holds(`
      ${onWindows}
      > ${words}
      < ${piece}
      < !I can't help with that one
      ${stillAt(2)}
    `),
  );
});

describe("who drove and has stopped says so in their language", () => {
  test.each(["je suis garé maintenant", "ich habe jetzt geparkt", "ya estoy aparcado"])("%s", (words) =>
    holds(`
      ${onWindows}
      > i'm driving
      < while driving
      > ${words}
      < Step 2 of 10
    `),
  );
});
