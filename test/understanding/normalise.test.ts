import { describe, expect, it } from "vitest";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { spellingCorrector } from "../../src/understanding/normalise/spelling-corrector.ts";

const words = new Set(["please", "yes", "no", "so", "again", "good", "the", "book", "still", "need"]);
const normalise = spellingCorrector(
  loadLexicon(),
  new Map([
    ["broken", 9],
    ["spotify", 9],
    ["router", 9],
  ]),
  (word) => words.has(word),
);
const read = (text: string): string => normalise(text).words.join(" ");

describe("the normaliser", () => {
  it.each([
    ["five oh two", "502"],
    ["5 0 2", "502"],
    ["5o2", "502"],
    ["five hundred and two", "502"],
    ["five, nought, two", "502"],
    ["a five, a nought and a two", "502"],
    ["five oh three", "503"],
    ["the one with the two cables", "the one with the two cables"],
  ])("reads a number however it is said: %s", (typed, meant) => expect(read(typed)).toBe(meant));

  it.each([
    ["bad getaway", "bad gateway"],
    ["bad gate weigh", "bad gateway"],
    ["spotty fi", "spotify"],
    ["spot if i", "spotify"],
    ["clear the cash", "clear the cache"],
    ["i cashed a cheque", "i cashed a cheque"],
    ["my v p n", "my vpn"],
    ["i phone", "iphone"],
  ])("hears what was meant: %s", (typed, meant) => expect(read(typed)).toBe(meant));

  it.each([
    ["u r gr8 thx", "you are great thanks"],
    ["pls", "please"],
    ["can't", "can not"],
    ["wont", "will not"],
    ["it's", "it is"],
    ["yesssss", "yes"],
    ["goooood", "good"],
  ])("writes out what was short or long: %s", (typed, meant) => expect(read(typed)).toBe(meant));

  it.each([
    ["brokn", "broken"],
    ["spoitfy", "spotify"],
    ["ruoter", "router"],
    ["book", "book"],
    ["abc", "abc"],
  ])("mends typing errors and leaves words alone: %s", (typed, meant) => expect(read(typed)).toBe(meant));

  it("keeps emoji that say something and drops the others", () => {
    expect(read("👍🏽👍🏽")).toBe("emojiyes");
    expect(read("🦆")).toBe("");
  });

  it("does not care for case, spaces, invisible characters, accents and trailing punctuation", () => {
    const plain = read("how long does it take");
    for (const text of [
      "HOW LONG DOES IT TAKE???",
      "  how   long\tdoes it take ...",
      "how\u200b long do\u00ades it take",
      "hów long does it take!",
    ])
      expect(read(text)).toBe(plain);
  });

  it("reads head and tail of a long text", () => {
    const text = `my spotify is broken ${"bla ".repeat(5000)} please help`;
    expect(read(text)).toMatch(/^my spotify is broken .* please help$/u);
    expect(read(text).length).toBeLessThan(700);
  });
});
