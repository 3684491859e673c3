import { describe, expect, it } from "vitest";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { frustrationDetector, withFrustration } from "../../src/understanding/interpretation/frustration.ts";

const isFrustrated = frustrationDetector(loadLexicon().frustration);

describe("anger", () => {
  it.each([
    "THIS IS STILL NOT WORKING",
    "nothing works!!!",
    "why won't it play????",
    "fix your damn app",
    "this is ridiculous",
    "i'm sick of this",
    "same error 😡",
    "🤬",
    "what the hell is wrong with this piece of junk",
  ])("is detected: %s", (text) => expect(isFrustrated(text)).toBe(true));

  it.each([
    "still not working",
    "SPOTIFY ON IPHONE",
    "OK",
    "502",
    "USB",
    "it works!!!",
    "HELLO THERE",
    "I'll be damned, it plays",
    "no problem!!!",
    "what does 502 mean?",
    "",
  ])("is not detected in: %s", (text) => expect(isFrustrated(text)).toBe(false));

  it("comes before what the message wants", () =>
    expect(withFrustration([{ type: "step.done", result: "not-fixed" }], true)).toEqual([
      { type: "upset", digression: true },
      { type: "step.done", result: "not-fixed" },
    ]));
  it("alone is no result of a step", () =>
    expect(withFrustration([{ type: "step.done", result: "not-fixed" }], false)).toEqual([{ type: "upset" }]));
  it("is left out beside good news", () =>
    expect(withFrustration([{ type: "step.done", result: "fixed" }], true)).toEqual([
      { type: "step.done", result: "fixed" },
    ]));
});
