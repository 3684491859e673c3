import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** Questions that are known by their words: each gets its own short answer, and none of them moves the place. */

const waiting = `
  ${onWindows}
  > person
  < CASE
`;

describe("a question that has one short answer gets it, and the place is kept", () => {
  test.each([
    ["is there a number i can call", "no phone number"],
    ["does spotify know about this", "Spotify knows"],
    ["would a new phone help", "don't buy anything"],
    ["is my account hacked?", "says nothing of anybody in your account"],
    ["can i still listen offline to my downloads", "usually still plays"],
    ["will the songs i downloaded use up my data on mobile data", "Downloaded songs use none"],
    ["why does it only happen in the evening", "when most people are online"],
    ["will it come back", "It can"],
    ["is 502 the same as 504", "504 means"],
    ["how do i split tunnel", "Split tunneling"],
    ["what if i close this window", "I keep your place"],
    ["I use ethernet", "A cable is fine"],
    ["how do i back up my playlists first", "no need to"],
    ["does it cost anything", "costs nothing"],
    ["do i have to buy premium", "the same with a free account"],
    ["can you see my screen", "only see what you write"],
    ["are you from spotify", "don't belong to Spotify"],
    ["and my liked songs?", "kept in your account"],
    ["can she do this herself", "anyone at the device can"],
  ])("%s", (words, answer) =>
    holds(`${onWindows}
 > ${words}
 < ${answer}
${stillAt(2)}`),
  );

  test("also before any error is named, with what can be started there", () =>
    holds(`
      > how much does this cost
      < costs nothing
      < [Spotify error 502]
    `));

  test("and is said again where that is asked for", () =>
    holds(`
      ${onWindows}
      > are you chatgpt
      < a bot with fixed steps
      > say that again
      < a bot with fixed steps
    `));

  test("while the result in the same message counts", () =>
    holds(`
      ${onWindows}
      > still broken. is there a number i can call?
      < no phone number
      < Step 3 of 10
    `));

  test("while the person that is asked for in the same message is called", () =>
    holds(`
      ${onWindows}
      > get me a person. does it cost anything?
      < costs nothing
      < case
      < [Cancel my request]
    `));
});

describe("a question about a step is answered with yes or no, and does not go there", () => {
  test.each([
    ["whether to do it, where others come first", "should I reinstall?", "Not yet"],
    ["whether to do the one on screen", "should i restart the app?", "the step we're at"],
    ["whether it has to be done", "do I have to log out", "No, you can skip any step. Step 10"],
    ["whether it can wait", "can I restart the router later", 'Write "step 3"'],
    ["whether its thing is the cause", "so it's the router?", "It may be. Step 3"],
    ["whether it does harm", "is it dangerous to flush dns", '"Flush the DNS cache" is safe'],
    ["what it deletes", "what does reinstall delete", "deletes your offline downloads"],
    ["which of them delete something", "which steps delete something", 'Only "Reinstall Spotify"'],
  ])("%s: %s", (_, words, answer) =>
    holds(`${onWindows}
 > ${words}
 < ${answer}
${stillAt(2)}`),
  );

  test("from what was found out", () =>
    holds(`
      ${onWindows}
      > step 4
      > it plays there
      > so it's the router?
      < Quite likely
    `));

  test("from what was tried", () =>
    holds(`
      ${onWindows}
      > still broken
      > still broken
      < Step 4
      > is it the router?
      < didn't change anything
    `));

  test("with a button that goes there", () =>
    holds(`
      ${onWindows}
      > should I reinstall?
      < [Go to step 9]
    `));

  test("but a wish for it does", () =>
    holds(`
      ${onWindows}
      > how do i clear the cache
      < Step 5 of 10
    `));
});

describe("what is asked about the step on screen is answered from it", () => {
  test.each([
    ["what to do", "what now", 'Do step 2, "Restart Spotify"'],
    ["the way, and not the reason", "where do I press", "On your Windows computer:"],
    ["how long it takes", "how many minutes is that", '"Restart Spotify" takes about 1 minute'],
    ["how long the next one takes", "ok and how long is the next one", '"Restart router and modem", about 3 minutes'],
    ["how many there are", "how many steps are there", "There are 10 steps"],
    ["where the list is", "where is the list of steps", "These are all the steps"],
    ["which one is the best bet", "what's the fastest way", '"Restart Spotify". After that'],
    ["which error this is about", "which one are you helping me with", "With Spotify error 502"],
  ])("%s: %s", (_, words, answer) =>
    holds(`${onWindows}
 > ${words}
 < ${answer}
${stillAt(2)}`),
  );

  test("simpler each time it is asked for, and never the same twice", () =>
    holds(`
      ${onWindows}
      > what do you mean
      < In short: Close Spotify
      > simpler please
      < Put differently
      > in plain english
      < leave this step
    `));

  test("the way is shown once; then there are other ways", () =>
    holds(`
      ${onWindows}
      > how do i do that
      < 1. Close Spotify
      > where is that
      < look different there
    `));

  test("what was skipped, and what fixed it", () =>
    holds(`
      ${onWindows}
      > skip
      > which ones did i skip
      < You skipped: Restart Spotify
      > it works now
      < playing again
      > how
      < Step 3, "Restart router and modem", fixed it
    `));
});

describe("what it points to", () => {
  test("is told from what was found out, and not from what the code means", () =>
    holds(`
      ${onWindows}
      > step 4
      > it plays there
      > what does that mean
      < The trouble is in your usual network
      > should i call my provider
      < Yes. Tell them
      > what exactly should i tell them
      < It plays on mobile data, but not on this network
    `));

  test("is said beside the success in the same message", () =>
    holds(`
      ${onWindows}
      > it plays now. thank you so much, can you tell me why it happened?
      < Spotify's
      < playing again
    `));
});

describe("while a person is waited for, the fact that is asked for is the answer, and not the place in line", () => {
  test.each([
    ["will they call me", "not by phone"],
    ["can I close the window", "keeps its place in line"],
    ["where do I see the answer", "Right here in this chat"],
    ["what do they know about me", "what you wrote here, your device"],
    ["what should I tell them", "Nothing more"],
    ["is it in my case now", "everything you write here goes with case"],
    ["can i have it by email instead", "No e-mail"],
    ["what have i tried", "So far:"],
    ["which device did i say", "your Windows computer"],
    ["nobody is coming", "sorry it takes so long"],
  ])("%s", (words, answer) =>
    holds(`${waiting}
 > ${words}
 < ${answer}
 < [Cancel my request]`),
  );

  test("no person is offered once more", () =>
    holds(`
      ${waiting}
      > what will happen next
      < CASE
      < [Cancel my request]
    `));
});

test("several questions in one message are all answered, each in short", () =>
  holds(`
    ${onWindows}
    > what is 502 and will restarting delete anything and how long does this take
    < deletes nothing
    < bad gateway
    < minutes
  `));

test("who asks the same of the assistant again gets other words", () =>
  holds(`
    > who are you
    < a bot
    > are you a robot
    < no human
  `));

describe("what is near such a question and is none", () => {
  test.each([
    ["a request for a person by phone", "can i talk to someone on the phone", "CASE"],
    ["a result beside a word of one", "i can't call my provider, still broken", "Step 3 of 10"],
    ["a wish for a step", "can we do step 5", "Step 5 of 10"],
    ["when an outage ends", "when will it come back", "In an outage"],
    ["the wish to hear of its end", "email me when it's over", "status page"],
    ["what is confusing beside a result", "it's confusing, still not working", "Step 3 of 10"],
  ])("%s: %s", (_, words, answer) =>
    holds(`${onWindows}
 > ${words}
 < ${answer}`),
  );

  test("a step that is only asked about was not done", () =>
    holds(`
      ${onWindows}
      > do i lose anything by reinstalling
      > what have i tried
      < So far:
      < Check Spotify's status: tried
      > list
      < 9. Reinstall Spotify
      < 10. Log out
    `));
});
