import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** What people write in passing must not end the guide, open or cancel a case, move the place, or count as done. */

describe("a message in pieces is read as one", () => {
  test("'still', 'not', 'working' is no success", () =>
    holds(`
      ${onWindows}
      > still
      < !playing again
      > not
      < !playing again
      > working
      < Step 3 of 10
    `));

  test("a device after its preposition is the device", () =>
    holds(`
      > spotify error 502
      > on my
      > iphone please
      < Step 1 of 10
    `));
});

describe("the step on screen is neither done nor skipped", () => {
  test.each([
    "hotel wifi",
    "my mom is not here",
    "our IT blocks everything",
    "I'm not the admin of this pc",
    "come on",
    "i want them back",
    "ok back",
    "and the last one",
    "the dog is fine now",
    "yes wifi is on",
    "fix it now",
    "glad it works for others",
    "he rebooted and it works for him",
    "I'm fine, thanks",
    "no I haven't, sorry, that was the computer",
    "3",
  ])("by: %s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < !playing again
      < !skip it
      < !Skipped
      ${words === "3" ? "" : stillAt(2)}
    `),
  );
});

describe("nothing counts as done", () => {
  test.each([
    ["by a question", "will restarting the router delete my wifi password"],
    ["by a question of others", "has anyone tried reinstalling"],
    ["by what somebody else did with theirs", "my brother reinstalled his and it helped"],
    ["where it is not sure", "I don't know whether I restarted the router, I think my son did"],
    ["that was said not to be", "NO I DID NOT TRY THE DNS THING"],
    ["that never was", "I never reinstalled"],
    ["that is being done", "rebooting router now"],
  ])("%s: %s", (_, words) =>
    holds(`
      ${onWindows}
      > ${words}
      < !Noted as done
      < !skipping
      > what did I try so far
      < !Restart router
      < !Reinstall Spotify
      < !Flush
    `),
  );
});

test("all but some of the steps is all but those", () =>
  holds(`
    ${onWindows}
    > I did everything on your list except reinstalling and the network thing
    < Noted as done
    < Restart router
    < !Reinstall Spotify,
    > which steps are left
    < Reinstall
  `));

test("'I did everything' asks which by the list, and all ten are all ten", () =>
  holds(`
    ${onWindows}
    > I told you I did everything
    < all the steps
    ${stillAt(2)}
  `));

describe("what the status page shows is taken by its polarity", () => {
  test.each(["status page fine", "status ok", "status page good", "the page says it's fixed"])("fine: %s", (words) =>
    holds(`
      > spotify 502 on windows
      > ${words}
      < !Spotify's side
      < Step 2 of 10
    `),
  );
  test("trouble: the status page is not fine", () =>
    holds(`
      > spotify 502 on windows
      > the status page is not fine
      < !no outage
      < !Step 2 of 10
    `));
  test("the provider's outage is not Spotify's", () =>
    holds(`
      > spotify 502 on windows
      > my isp says theres an outage in my area
      < !Spotify's side
    `));
});

describe("no case is opened", () => {
  test.each([
    ["by a bare word", "real"],
    ["by a question whether there are people", "are there real people"],
    ["by a condition", "if this doesn't work I want a person"],
    ["by a refusal", "i don't need help from a human"],
    ["by a talk with somebody else before", "I talked to a person at spotify already"],
  ])("%s: %s", (_, words) =>
    holds(`
      ${onWindows}
      > ${words}
      < !CASE
      < !I've asked for a person
    `),
  );
  test.each(["prove it", "they told me to reinstall"])("by what follows the offer of one: %s", (words) =>
    holds(`
      ${onWindows}
      > are there real people
      < Shall I get you a person?
      > ${words}
      < !I've asked for a person
    `),
  );
});

describe("no case is cancelled", () => {
  test.each(["stop", "yes please cancel it, no wait", "cancel that, i meant the reinstall"])(
    "by words that may mean something else: %s",
    (words) =>
      holds(`
        ${onWindows}
        > get me a person
        < CASE
        > ${words}
        < !Cancelled
      `),
  );
  test("but by a claim that the music plays and a yes, and the step that is named has the credit", () =>
    holds(`
      ${onWindows}
      > get me a person
      < CASE
      > restart router fixed it
      < Restart router and modem
      < Shall I cancel it?
      < [Yes, cancel it]
      < !That's all
    `));
});

describe("a success is taken back", () => {
  test.each(["oh no", "it stopped", "it's back", "oops wrong button"])("by: %s", (words) =>
    holds(`
      ${onWindows}
      > it works now
      < playing again
      > ${words}
      < Step 3 of 10
    `),
  );
});

describe("a cure that nobody brought about has no credit", () => {
  test.each(["it works again but I didn't do anything", "plays again although i didn't restart anything"])(
    "%s",
    (words) =>
      holds(`
        ${onWindows}
        > ${words}
        < playing again
        < !fixed it
      `),
  );
});

describe("where another network was asked for, only what was seen there answers", () => {
  test.each(["my kids are loud", "quatsch", "and now", "router done, same", "didn't do it", "working on it"])(
    "%s",
    (words) =>
      holds(`
        ${onWindows}
        > still broken
        > still broken
        < Step 4 of 10
        > ${words}
        < !usual network
        < !other networks too
        ${stillAt(4)}
      `),
  );
});

test("a driver's error is kept until they are parked", () =>
  holds(`
    > spotify error 502, im driving
    < driving
    > ok im parked now
    < !We haven't started yet
    < Which device
  `));

test("who reads it, whether it is sold, and when somebody is there have lines of their own", () =>
  holds(`
    > who reads this chat
    < support team
    < !delete my data
    > do you sell my data
    < No.
    > when do you open
    < Somebody is here right now
    ~ desk: empty
    > when do you open
    < no fixed hours
  `));

describe("a step that is done and no more is asked about again", () => {
  test.each(["done", "did that", "ok done", "typed it in google"])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < step 2
      < !Take your time
      < !No hurry
    `),
  );
});

test("a relative's device that plays makes no second one that fails", () =>
  holds(`
    > my iphone says 502, my wife's android on the same wifi plays everything
    < Step
    < !Several devices at once
  `));

test("a browser on a computer is one device", () =>
  holds(`
    > spotify web player in chrome on linux, 502
    < new tab
    < !Several devices at once
  `));

test("what plays elsewhere is acknowledged, and the question stands", () =>
  holds(`
    > spotify 502 iphone
    < Step 1 of 10
    > works on my laptop
    < Good to know
    < What does the page show?
  `));

test("before the device is known, what cannot be done skips nothing", () =>
  holds(`
    > spotify 502, my work laptop
    < Which device
    > can't do that either
    < device
    < !right now
  `));

test("'ok' after the end closes the talk", () =>
  holds(`
    ${onWindows}
    > it works now
    < Is there anything else?
    > ok
    < !What else
    < !help with
  `));

test("a step that was told by its number is taken back by its number", () =>
  holds(`
    > spotify 502 on windows
    > did 2, 3 and 5
    < Noted as done
    > didn't do 3 actually
    < Step 3 of 10
  `));

test("a doubt about something else keeps the steps that a long message tells of", () =>
  holds(`
    > not sure if this is the right place. spotify 502 on my android, I reinstalled it twice and cleared the cache
    < Step 1 of 10
    > what have i tried so far?
    < Clear Spotify's cache
    < Reinstall Spotify
  `));

test("a request behind a question is a request", () =>
  holds(`
    ${onWindows}
    > is there a real human I could talk to? please get one
    < CASE
  `));

describe("a case that was taken back is there again for whoever wants it back", () => {
  test.each(["actually no keep it", "no, keep the case please", "reopen please", "I do need them"])("%s", (words) =>
    holds(`
      > spotify 502 on windows
      > get me a person
      < CASE
      > cancel my request
      < Cancelled
      > ${words}
      < CASE
    `),
  );
});

describe("while a person is waited for", () => {
  test("'it works now' without any guide offers to cancel", () =>
    holds(`
      > get me a person
      < CASE
      > it works now
      < Shall I cancel it?
    `));
  test.each(["this takes forever", "nobody is coming", "hello??"])(
    "impatience hears where the case stands: %s",
    (words) =>
      holds(`
      > get me a person
      < CASE
      > ${words}
      < CASE
      < !I've kept that
    `),
  );
});

describe("after a success", () => {
  test("a question how often it comes back takes nothing back", () =>
    holds(`
      ${onWindows}
      > it works now
      < playing again
      > one more thing, does 502 come back often
      < !Sorry it's back
    `));
  test("songs that are only the downloaded ones take it back", () =>
    holds(`
      ${onWindows}
      > it works now
      < playing again
      > wait its just the downloaded ones that play
      < Step 3 of 10
    `));
});
