import { describe, test } from "vitest";

import { holds, stillAt } from "../support/talk.ts";

/**
 * Words that are near something weighty and are not it. Each talk is one of its kind; what follows in it shows that
 * nothing ended, that no case was opened or cancelled, and that the place was kept.
 */

const atStep2 = `
  > spotify 502 on my iphone
  > all fine
  < Step 2 of 10
`;
const waiting = `
  ${atStep2}
  > person
  < CASE
`;

describe("the guide does not end", () => {
  test.each([
    ["by a joke", "sure, that totally fixed it"],
    ["by what is taken back at once", "it's fixed! no just kidding"],
    ["by what a page shows", "all fine on the page"],
    ["by another device that plays", "works on my pc"],
    ["by the same on another network", "4 yes plays there"],
    ["by the past", "it worked yesterday"],
  ])("%s: %s", (_, words) =>
    holds(`${atStep2}
 > ${words}
${stillAt(2)}`),
  );

  test("where the first words are that it works, and nothing is known yet", () =>
    holds(`
      > works
      < What
      > spotify 502
      < [iPhone or iPad]
    `));

  test("where all is good on the status page, which is what was asked", () =>
    holds(`
      > spotify 502 on my iphone
      < What does the page show?
      > all good
      < Step 2 of 10
    `));

  test("by a question what fixed it, which is answered from the talk", () =>
    holds(`
      ${atStep2}
      > restarting the app fixed it
      > what fixed it?
      < fixed it
    `));
});

describe("no person is called", () => {
  test.each([
    ["where none is wanted", "no human please, just the next step"],
    ["where one is refused", "i don't want to talk to anybody"],
    ["by a number of the buttons", "the last one"],
    ["where help is asked for and not somebody", "can someone help me"],
    ["by a question what comes next", "so what now"],
  ])("%s: %s", (_, words) =>
    holds(`${atStep2}
 > ${words}
 > how is my case? \n < no open case`),
  );

  test.each([
    ["where one is asked about for later", "is there a human i could talk to if this fails?"],
    ["where our advice is asked", "do you want me to talk to a person?"],
  ])("%s, but offered: %s", (_, words) =>
    holds(`
      ${atStep2}
      > ${words}
      < [Yes, get a person]
    `),
  );
});

describe("a case that waits is not cancelled", () => {
  test.each(["never mind", "forget it"])("on a guess: later on, %s asks first, and a no keeps it", (words) =>
    holds(`
      ${waiting}
      > it is a family account
      < Noted
      > ${words}
      < Shall I cancel
      > no keep it
      < stays open
    `),
  );

  test("and the guide goes on beside it where that is said", () =>
    holds(`
      ${waiting}
      > next step please
      < Step 2 of 10
    `));

  test("and is told of in other words each time it is asked for", () =>
    holds(`
      ${waiting}
      > how many are before me?
      < next in line
      > can somebody call me?
      < not by phone
    `));
});

describe("what is said of another step", () => {
  test.each([
    ["that it cannot be done", "no vpn", "Noted"],
    ["that it is done", "already updated yesterday", "Noted as done"],
    ["that it is not wanted", "not reinstalling, no way", "skipping"],
    ["to skip it", "skip the router", "skipping"],
    ["that it is done, by a word of it", "the cache one is done", "Noted as done"],
    ["in a list of short results", "1 no 3 no 4 no", "Noted as done"],
  ])("%s, is noted and leaves the place: %s", (_, words) =>
    holds(`${atStep2}
 > ${words}
${stillAt(2)}`),
  );

  test.each([
    ["why it is done", "why restart the router", "Step 3 is"],
    ["how long it takes", "how long does step 3 take and can i skip it?", "about"],
    ["whether it is needed", "is step 4 necessary?", "Step 4 is"],
  ])("%s, is answered and leaves the place: %s", (_, words, answer) =>
    holds(`${atStep2}
 > ${words}
 < ${answer} ${stillAt(2)}`),
  );

  test("that it was not done after all, shows it again", () =>
    holds(`
      ${atStep2}
      > step 3 didn't help
      > step 3 was not done actually
      < Step 3 of 10
    `));

  test("to skip to the last one, shows the last one", () =>
    holds(`${atStep2}
 > skip to the last step
 < Step 10 of 10`));
});

describe("a kind of device that may be two of ours is asked about", () => {
  test.each([
    ["laptop", "It's my Windows computer", "It's my Mac"],
    ["my phone", "It's my iPhone or iPad", "It's my Android phone or tablet"],
  ])("%s", (words, one, other) =>
    holds(`
      > spotify 502
      > ${words}
      < [${one}]
      < [${other}]
    `),
  );
});

describe("an insult", () => {
  test.each(["you suck", "you are useless", "are you even listening"])(
    "gets a calm line and keeps the place: %s",
    (words) =>
      holds(`${atStep2}
 > ${words}
 < sorry ${stillAt(2)}`),
  );
});

describe("a yes accepts what was offered, and nothing else", () => {
  test.each(["yes please", "yes 😡", "go ahead"])("to the deletion of everything: %s", (words) =>
    holds(`
      > spotify 502 on windows
      > delete my data
      > ${words}
      < deleted
    `),
  );
});

describe("maybe is neither yes nor no", () => {
  test.each(["maybe", "hm not sure"])("to the deletion of everything: %s", (words) =>
    holds(`
      > spotify 502 on windows
      > delete my data
      > ${words}
      < say it another way
      ${stillAt(1)}
    `),
  );

  test("to the end of a case", () =>
    holds(`
      ${waiting}
      > works now
      < Shall I cancel it?
      > maybe
      < say it another way
    `));

  test("to what was seen on another network", () =>
    holds(`
      > spotify 502 on windows
      > next
      > next
      > next
      < Step 4 of 10
      > no idea
      ${stillAt(4)}
    `));
});

describe("a step is not over", () => {
  test.each(["please", "yes please"])("by bare consent: %s", (words) =>
    holds(`
      ${atStep2}
      > ${words}
      ${stillAt(2)}
    `),
  );

  test("on the phone, by music on a laptop", () =>
    holds(`
      ${atStep2}
      > it works on my laptop now
      ${stillAt(2)}
    `));

  test("but is passed over where it cannot be done", () =>
    holds(`
      ${atStep2}
      > can't do that
      < Step 3 of 10
    `));
});

test("who declined a person at the end gets none by an ok", () =>
  holds(`
    > spotify 502 on windows
    > next
    > next
    > next
    > skip
    > skip
    > skip
    > skip
    > skip
    > skip
    > skip
    < [Yes, get a person]
    > no
    < no person
    > ok
    > how is my case?
    < no open case
  `));

test("an error is named in Polish", () =>
  holds(`
    > spotify błąd 502 na iphone
    < Step 1 of 10
  `));

describe("a bare word of joy after a step is asked about", () => {
  test.each(["perfect", "yay!", "awesome", "great stuff"])("%s", (words) =>
    holds(`
      ${atStep2}
      > ${words}
      < [Yes, it plays]
    `),
  );
});

describe("a device that is denied is not the one that fails", () => {
  test.each([
    ["ich habe kein iphone, es ist ein pixel"],
    ["nao tenho iphone, é android"],
    ["iphone değil, samsung"],
    ["no tengo iphone, es un samsung"],
    ["i don't use an iphone, i have a pixel"],
  ])("%s", (words) =>
    holds(`
      > spotify 502
      < Which device
      > ${words}
      < Step 1 of 10
      > which device did i say?
      < Android
    `),
  );

  test("and takes the place of the one that was said before", () =>
    holds(`
      ${atStep2}
      > i don't use an iphone, i have a pixel
      > which device did i say?
      < Android
    `));
});

describe("the words that move on are understood in other languages", () => {
  test.each([
    "überspringen",
    "siguiente",
    "étape suivante",
    "próximo passo",
    "avanti",
    "dalej",
    "hoppa över",
    "atla",
    "overslaan",
    "次へ",
    "下一步",
  ])("%s", (words) =>
    holds(`
        ${atStep2}
        > ${words}
        < Step 3 of 10
      `),
  );
});

describe("a person is there for whoever asks by the name of the place", () => {
  test.each(["call center", "customer service", "i want to complain", "i'd like to make a complaint"])("%s", (words) =>
    holds(`
      ${atStep2}
      > ${words}
      < CASE
    `),
  );
});

describe("danger is answered in the language it is told in", () => {
  test.each([
    ["chcę umrzeć", "112"],
    ["meine küche brennt", "die 112"],
    ["je veux mourir", "danger immédiat"],
    ["死にたい", "119番"],
  ])("%s", (words, piece) =>
    holds(`
      ${atStep2}
      > ${words}
      < ${piece}
    `),
  );
});

describe("an error without a word of which is asked about", () => {
  test.each(["spotify shows an error", "i have an error with my music"])("%s", (words) =>
    holds(`
      > ${words}
      < [Spotify error 502]
    `),
  );
});
