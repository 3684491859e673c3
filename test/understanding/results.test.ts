import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { DialogEvent } from "../../dialogs/events.ts";
import type { Device } from "../../knowledge/article.ts";
import type { Interpret } from "../../src/understanding/interpretation/interpretation.ts";
import { openInterpreter, transformerFile } from "../../src/understanding/load-models.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { testArticles } from "../support/test-articles.ts";

/** What is a result of the step on screen, a claim that the music plays, a step done: and what only sounds like one. */

const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
let understand: Interpret;
beforeAll(async () => {
  await transformer.start();
  understand = openInterpreter({ articles: testArticles, score: transformer.score });
});
afterAll(() => transformer.stop());

const steps = testArticles.find(({ id }) => id === "spotify-502")?.steps ?? [];

/** The events of a message while this step of error 502 is on screen. */
async function at(step: string, text: string, device: Device = "windows"): Promise<readonly DialogEvent[]> {
  const observation = steps.find(({ id }) => id === step)?.observation?.answers ?? null;
  const { events } = await understand(
    { kind: "said", text, attachments: 0 },
    {
      awaiting: "step-result",
      asked: observation ? "observation" : "step-result",
      choices: (observation ?? []).map(({ id, label, means }) => ({
        label: label.en ?? "",
        means,
        press: { event: { type: "observe", answer: id }, asked: 1 },
      })),
      questionId: 1,
      article: "spotify-502",
      step,
      device,
      observation,
      caseOpen: false,
      afterCase: false,
      danger: null,
      caseWithdrawn: false,
      fixAsked: false,
      unfinished: "",
    },
  );
  return events;
}

const moves = ({ type }: DialogEvent): boolean => ["step.done", "no", "yes", "observe", "step.go"].includes(type);
const noted = (events: readonly DialogEvent[], what: "tried" | "cannot"): string[] =>
  events.flatMap((event) => (event.type === "note" ? event[what] : []));

describe("nothing moves the place but what is said of the music, the error or the step", () => {
  test.each([
    ["life", "its not fair"],
    ["life", "nothing makes sense"],
    ["somebody else's trouble", "the person who lives upstairs has the same problem"],
    ["somebody else's device", "hm hers broke again too now"],
    ["a talk with somebody else", "i spoke to spotify support already, they were no help"],
    ["what others said", "they said it cant be fixed"],
    ["what others said", "i heard its the dns"],
    ["what others said", "the last guy told me to log out"],
    ["the bot", "you're not even listening"],
    ["what was read", "too long didnt read"],
    ["what a page shows", "like 40 reports"],
    ["what a page does not show", "doesnt say"],
    ["a button", "the button doesnt work"],
    ["another thing that was restarted", "rebooted the phone, same"],
    ["another thing that was tried", "private window also no"],
    ["another thing that was unplugged", "unplugged the tv for a minute, no"],
    ["a step before", "i meant the restart didnt work"],
    ["a step before", "she swiped and it went away, opens again, error again"],
    ["the end of a story", "its back to 502"],
    ["the end of a story", "then stopped"],
    ["a place", "it works if i stand next to the router"],
  ])("%s: %s", async (_, words) => expect((await at("restart-router", words)).filter(moves), words).toEqual([]));

  test.each([
    ["another step", "router no"],
    ["two of them", "ok both no"],
    ["the way in", "login works"],
    ["what is not seen", "i dont see anything about that"],
  ])("nor does it answer where it plays: %s: %s", async (_, words) =>
    expect((await at("switch-network", words)).filter(moves), words).toEqual([]),
  );
});

describe("a result of the step on screen moves on", () => {
  test.each([
    "no",
    "nope",
    "nah m8",
    "still nothing",
    "same same",
    "didnt help",
    "it did not",
    "no luck",
    "did the restart, nothing",
    "tried that, worked for a sec",
    "closed it, opened it, same bad gateway",
    "the stupid app still says 502",
    "not playing",
    "nothing's fixed",
    "that did nothing",
  ])("%s", async (words) =>
    expect(await at("restart-app", words)).toContainEqual(
      expect.objectContaining({ type: "step.done", result: "not-fixed" }),
    ),
  );

  test.each(["did. next", "tried that", "been there", "already did"])("done before: %s", async (words) =>
    expect(await at("restart-app", words)).toContainEqual(
      expect.objectContaining({ type: "step.done", result: "already" }),
    ),
  );

  test.each(["i can't restart it, it's my neighbors", "not doing that", "we can't touch this one"])(
    "refused: %s",
    async (words) =>
      expect(await at("restart-router", words, "ios")).toContainEqual(
        expect.objectContaining({ type: "step.done", result: "skipped" }),
      ),
  );
});

describe("the guide ends on a claim of this person's music alone", () => {
  test.each([
    ["a thing of the step", "pihole running here"],
    ["now and then", "it works on and off"],
    ["somebody else's", "his works now, he turned the vpn off"],
    ["done, and no more", "yes did it"],
    ["in the head", "its playing in my head lol"],
  ])("%s: %s", async (_, words) =>
    expect(await at("disable-vpn", words)).not.toContainEqual(
      expect.objectContaining({ type: "step.done", result: "fixed" }),
    ),
  );

  test.each([
    ["what was done just before", "turned nord off and it works", "disable-vpn"],
    ["what was done just before", "logged in, plays", "relogin"],
    ["nobody, where the word before was a mistake", "that was a mistake, i meant it works", null],
  ])("the credit is of %s: %s", async (_, words, credit) =>
    expect(await at("restart-router", words)).toContainEqual({ type: "step.done", result: "fixed", credit }),
  );
});

describe("a step counts as done by a action of this person", () => {
  test.each([
    "my friend reinstalled it and it worked for him",
    "it started after the ios update",
    "logged out again",
    "ok. And would reinstalling lose the 4000 songs I downloaded?",
  ])("and not by: %s", async (words) => expect(noted(await at("restart-router", words), "tried")).toEqual([]));

  test.each([
    ["ok i did that black window, it say successfully", "flush-dns"],
    ["already up to date", "update-app"],
    ["switched airplane mode on n off", "flush-dns"],
  ])("by its name: %s", async (words, step) =>
    expect(noted(await at("restart-router", words), "tried")).toContain(step),
  );

  test("and one that is not there on the device is left out", async () =>
    expect(noted(await at("switch-network", "theres no cache button", "ios"), "cannot")).toEqual(["clear-cache"]));
});

describe("time is given to those who ask for it", () => {
  test.each(["cleared", "its updated", "theres a little key symbol on top"])("and not for: %s", async (words) =>
    expect((await at("clear-cache", words)).map(({ type }) => type)).not.toContain("wait"),
  );
  test.each(["one sec", "still restarting", "ok its downloading now"])("%s", async (words) =>
    expect((await at("clear-cache", words)).map(({ type }) => type)).toContain("wait"),
  );
});

test("who looks for a button in vain is shown how, and skips nothing", async () =>
  expect(await at("restart-app", "she doesnt find the home button, there isnt one", "ios")).toEqual([
    { type: "inquire", about: "how-to" },
  ]));

test("a question for a tool changes no device", async () =>
  expect((await at("restart-router", "what browser should i use", "ios")).map(({ type }) => type)).not.toContain(
    "device",
  ));
