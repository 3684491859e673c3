import { expect, describe, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** How a reply begins, how steps are left, and what moves no place: ratings, jokes, irony. */

const atStep2 = `
  > spotify 502 on windows
  > all fine
  < Step 2 of 10
`;

/** What the assistant said last in a talk. */
async function lastReply(transcript: string): Promise<string> {
  const { store } = await talk(transcript);
  return (await store.transcripts.read("talk", 0, 40)).filter(({ from }) => from !== "user").at(-1)?.text ?? "";
}
const count = (text: string, piece: string): number => text.split(piece).length - 1;

test("what was tried is noted once, after what the error is", async () => {
  const text = await lastReply(
    "> Spotify 502 on my iphone. I reinstalled it and restarted my phone, and it works on mobile data",
  );
  expect(count(text, "Noted as done")).toBe(1);
  expect(text.indexOf("Noted as done")).toBeGreaterThan(text.indexOf("Error 502 means"));
});

describe("one opening a reply: the step after it has none of its own", () => {
  test.each([
    ["after what was seen", "> spotify 502 on windows\n> all fine", "Next"],
    ["after what was noted", `${atStep2}\n> did that already, and the router too`, "that one's done"],
    ["after a calm line", `${atStep2}\n> this is ridiculous, still not working`, "Not that, then"],
  ])("%s", async (_, transcript, lead) => {
    const text = await lastReply(transcript);
    expect(text).toContain("**Step");
    expect(text).not.toContain(lead);
  });
});

describe("where there is nothing to do, nothing is said to be done or skipped", () => {
  test.each(["vpn is off", "i don't use a vpn", "no vpn here", "it's up to date", "i have the latest version"])(
    "%s",
    async (words) => {
      const text = await lastReply(`${atStep2}\n> ${words}`);
      expect(text).toContain("Nothing to do there");
      expect(text).not.toMatch(/Noted as done|OK, skipping/u);
    },
  );

  test("also at that step itself", () =>
    holds(`
      ${atStep2}
      > go to step 6
      < Turn off VPN
      > i don't use a vpn
      < othing to do there
      < Step 2 of 10
    `));

  test("turning it off is something that was done", () =>
    holds(`
      ${atStep2}
      > i turned off the vpn
      < Noted as done: Turn off VPN
    `));
});

test("going on claims no skip, and says so where it goes to a step further up", async () => {
  expect(await lastReply(`${atStep2}\n> next`)).not.toMatch(/skip it|Skipped/u);
  expect(await lastReply(`${atStep2}\n> skip it`)).toMatch(/skip it|Skipped/u);
  expect(await lastReply(`${atStep2}\n> go to step 7\n> still broken`)).toMatch(/haven't tried yet|not tried yet/u);
});

test("to start over is to begin with the first step, whatever was seen before", () =>
  holds(`
    ${atStep2}
    > still broken
    > start over
    < Step 1 of 10
  `));

test("the words of an old button skip nothing", () =>
  holds(`
    > spotify 502 on windows
    > a problem is reported
    > continue anyway
    < Step 2 of 10
    > continue anyway
    < Step 2 of 10
  `));

test("word of the end is offered only where the status feed tells of it", async () => {
  const watched = "~ status: incident\n> spotify 502 on windows\n> hmm\n< [Tell me when it's over]";
  await holds(watched);
  const { act } = await talk("> spotify 502 on windows\n> a problem is reported");
  const reply = await act(">", "blah blah", null);
  expect(reply?.choices.map(({ label }) => label)).not.toContain("Tell me when it's over");
});

describe("how it was is no place in the guide", () => {
  test.each(["4/5", "thx. 10/10", "5 stars", "👍"])("%s", (words) =>
    holds(`
      ${atStep2}
      > it works now
      > ${words}
      < hanks
      > no, that's all
      > ${words}
      < hanks
    `),
  );

  test("a bad one is told to those who write the steps", () =>
    holds(`
      ${atStep2}
      > it works now
      > 1/10
      < people who write these steps
    `));

  test("what was done of how many steps is none", () =>
    holds(`
      ${atStep2}
      > did 4/10
      > which step are we on?
      < step
    `));
});

describe("irony, jokes and asides leave the guide where it is", () => {
  test.each([
    ["thanks for nothing", "sorry"],
    ["you can't help me", "sorry"],
    ["i can't take it anymore", "sorry"],
    ["😡😡😡", "sorry"],
    ["haha just kidding", "step 2"],
    ["the kids are asleep", "step 2"],
  ])("%s", (words, piece) =>
    holds(`
      ${atStep2}
      > ${words}
      < ${piece}
      > which step are we on?
      < step 2 of 10
    `),
  );

  test("leaving for the night is no aside", () =>
    holds(`
      ${atStep2}
      > i have to go to bed now
      < keep your place
    `));
});

test("who cannot name the device is told how to tell it, and then offered a person", () =>
  holds(`
    > spotify 502
    < Which device
    > no
    < Which device
    > no
    < Not sure?
    > no
    < [Yes, get a person]
  `));

test.each(["idk", "no clue which"])("who does not know the device is told how to tell it: %s", (words) =>
  holds(`
    > spotify 502
    > ${words}
    < Not sure?
    < [Mac]
  `),
);

test("still broken is no device, and the device is asked again", () =>
  holds(`
    > spotify 502
    > still broken
    < Which device
  `));
