import { describe, expect, it } from "vitest";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { outcomeReader } from "../../src/understanding/entities/outcome.ts";

const readOutcome = outcomeReader(loadLexicon());

const signs = (text: string): string => {
  const { works, fails } = readOutcome(text);
  return [works ? "works" : "", fails ? "fails" : ""].filter(Boolean).join(" ");
};

describe("whether it works", () => {
  it.each([
    ["it is working", "works"],
    ["it isn't broken anymore", "works"],
    ["the error is gone", "works"],
    ["no more error", "works"],
    ["i can't complain, works", "works"],
    ["it is not working", "fails"],
    ["it never worked", "fails"],
    ["can't say it works", "fails"],
    ["nothing plays", "fails"],
    ["instagram won't load", "fails"],
    ["works here, but there it does not work", "works fails"],
    ["i hope it works", ""],
    ["fixed? ha", ""],
  ])("is read with what is denied: %s", (text, found) => expect(signs(text)).toBe(found));

  it("is not told by what is said not to be the matter", () => {
    expect(readOutcome("it is not that it is not working")).toEqual({
      works: false,
      fails: false,
      relapse: false,
      unsaid: true,
    });
    expect(signs("it's not that it won't open, it's stuck")).toBe("fails");
  });

  it.each([
    "no wait, it is broken again",
    "spoke too soon",
    "it came back",
    "the error is back",
    "stopped again",
    "502 again",
    "it played for two minutes and died",
  ])("may have lasted a while only: %s", (text) => expect(readOutcome(text).relapse).toBe(true));
  it.each(["it works now", "no thanks", "my music is back to normal", "thanks again", "it is back up"])(
    "has lasted: %s",
    (text) => expect(readOutcome(text).relapse).toBe(false),
  );
});
