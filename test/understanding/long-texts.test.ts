import { describe, expect, test } from "vitest";

import type { DialogContext } from "../../src/understanding/interpretation/interpretation.ts";
import { openInterpreter } from "../../src/understanding/load-models.ts";
import { partToRead } from "../../src/understanding/normalise/part-to-read.ts";
import { testArticles } from "../support/test-articles.ts";

const idle: DialogContext = {
  awaiting: "idle",
  choices: [],
  questionId: 1,
  article: null,
  step: null,
  device: null,
  asked: "idle",
  observation: null,
  caseOpen: false,
  fixAsked: false,
  afterCase: false,
  danger: null,
  caseWithdrawn: false,
  unfinished: "",
};
const understand = openInterpreter({ articles: testArticles });
const read = (text: string) => understand({ kind: "said", text, attachments: 0 }, idle);
const log = "2026-11-30T02:10:42Z connection refused by api.example.com, trying again\n".repeat(90);

describe("of a long message", () => {
  test("the first and the last words are read, and none that is cut", () => {
    const words = Array.from({ length: 900 }, (_, at) => `word${at}`);
    const part = partToRead(words.join(" ")).split(/\s/u);
    expect(part.length).toBeLessThan(words.length / 2);
    expect([part[0], part.at(-1)]).toEqual(["word0", "word899"]);
    expect(part.filter((word) => !words.includes(word))).toEqual([]);
  });

  test("no more is read where it has no white space", () => {
    expect(partToRead("x".repeat(8_000)).length).toBeLessThanOrEqual(2_001);
    expect(partToRead("😡".repeat(4_000)).length).toBeLessThanOrEqual(2_001);
  });

  test("everything is read where it is short enough", () => {
    const text = `${"and so on ".repeat(199)}at last`;
    expect(partToRead(text)).toBe(text);
  });

  test.each([
    ["before", `Spotify says error 502.\n${log}`],
    ["after", `${log}\nSpotify says error 502.`],
  ])("what is said %s a pasted log is understood", async (_where, text) => {
    expect((await read(text)).events).toMatchObject([{ type: "problem.known", article: "spotify-502" }]);
  });

  test("danger is found far from its ends, too", async () => {
    const story = "we listened to music together every evening and talked about it for hours. ".repeat(20);
    expect((await read(`${story}I want to kill myself. ${story}`)).facts?.safety).toBe("self-harm");
  });
});

describe("a brand and its code are found", () => {
  test("in a text of nothing but names and codes", async () => {
    const { events } = await read("spotify error 502 ".repeat(400));
    expect(events).toMatchObject([{ type: "problem.known", article: "spotify-502" }]);
  });
});
