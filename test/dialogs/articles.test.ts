import { describe, expect, it, test } from "vitest";
import { guidesOf } from "../../dialogs/guides.ts";
import { madeArticle, netflixError, spotifyFour } from "../support/made-articles.ts";
import { silence, turn, turns, spotify } from "./talk.ts";
import type { Talk } from "./talk.ts";

const guides = guidesOf([netflixError, spotifyFour, ...spotify.articles]);
const labels = ({ reply }: Talk): string[] => reply?.choices.map(({ label }) => label) ?? [];
const pressed = (talk: Talk, label: string): Talk => {
  const choice = talk.reply?.choices.find((one) => one.label === label);
  expect(choice, `there is no "${label}" among ${labels(talk).join(", ")}`).toBeDefined();
  return turn(guides, talk, [choice!.press.event]);
};
/** The 502 guide at its third step, on Windows. */
const inGuide = turns(
  guides,
  silence,
  { type: "problem.known", article: "spotify-502", device: "windows" },
  { type: "step.done", result: "not-fixed" },
  { type: "step.done", result: "not-fixed" },
);

describe("a question", () => {
  it("is answered from the article that it names, in a fresh talk and inside another guide", () => {
    for (const talk of [silence, inGuide]) {
      const answered = turn(guides, talk, [{ type: "ask", answer: "what-it-means", among: ["netflix-nw-2-5"] }]);
      expect(answered.reply?.text).toContain("This is the what-it-means of Netflix NW-2-5.");
      expect(answered.saved.article).toBe(talk.saved.article);
      expect(answered.saved.step).toBe(talk.saved.step);
    }
  });
  it("is answered from the guide in progress where it names none", () =>
    expect(turn(guides, inGuide, [{ type: "ask", answer: "what-it-means" }]).reply?.text).toContain("bad gateway"));
  it("of a brand is answered from that brand's only article with such an answer, even inside another guide", () =>
    expect(
      turn(guides, inGuide, [{ type: "ask", answer: "severity", among: ["netflix-nw-2-5"] }]).reply?.text,
    ).toContain("Netflix"));
  it("that several articles could answer is not guessed: it asks, and then answers", () => {
    const asked = turn(guides, silence, [{ type: "ask", answer: "how-long" }]);
    expect(asked.reply?.text).toMatch(/^(?:I'm a bot[^]*)?Which/);
    expect(labels(asked)).toEqual(expect.arrayContaining(["Netflix error NW-2-5", "Spotify error 4"]));
    expect(pressed(asked, "Spotify error 4").reply?.text).toContain("This is the how-long of Spotify 4.");
  });
  it("that the first of a few could answer is answered for that one by name, whose button then begins its guide", () => {
    const asked = turn(guides, silence, [{ type: "ask", answer: "how-long" }]);
    const first = guides.articles[0]!.id;
    expect(asked.reply?.text).toContain("With Netflix error NW-2-5: This is the how-long of Netflix NW-2-5.");
    expect(pressed(asked, "Netflix error NW-2-5").saved.article).toBe(first);
  });
  it("offers to start the steps of the article that answered", () => {
    const answered = turn(guides, silence, [{ type: "ask", answer: "severity", among: ["spotify-4"] }]);
    expect(pressed(answered, "Start the steps").saved.article).toBe("spotify-4");
  });
  it("that the article named cannot answer is not answered from another", () => {
    const asked = turn(guides, silence, [{ type: "ask", answer: "lose-downloads", among: ["netflix-nw-2-5"] }]);
    expect(asked.reply?.text).toContain("Netflix error NW-2-5");
    expect(asked.reply?.text).not.toContain("download");
  });
});

describe("another error named in a guide", () => {
  const offered = turn(guides, inGuide, [{ type: "problem.known", article: "netflix-nw-2-5" }]);
  it("is offered, and the place stays", () => {
    expect(offered.reply?.text).toContain("Netflix error NW-2-5");
    expect(offered.saved).toMatchObject({ article: "spotify-502", step: inGuide.saved.step, place: "step" });
  });
  it("is not begun where the person stays", () =>
    expect(pressed(offered, "No, continue here").saved).toMatchObject({
      article: "spotify-502",
      step: inGuide.saved.step,
    }));
  it("is begun where they agree, and the old place is found again with device and tried steps", () => {
    const there = pressed(offered, "Yes, switch");
    expect(there.saved).toMatchObject({ article: "netflix-nw-2-5", device: null, tried: [] });
    const on = turn(guides, there, [{ type: "device", device: "other" }]);
    expect(on.saved).toMatchObject({ place: "step", step: "test-network" });
    const asked = turn(guides, on, [{ type: "problem.known", article: "spotify-502" }]);
    const { article, device, step, tried } = pressed(asked, "Yes, switch").saved;
    const before = inGuide.saved;
    expect({ article, device, step, tried }).toEqual({
      article: "spotify-502",
      device: "windows",
      step: before.step,
      tried: before.tried,
    });
  });
  it("on the same brand keeps the device", () => {
    const other = turn(guides, inGuide, [{ type: "problem.known", article: "spotify-4" }]);
    expect(pressed(other, "Yes, switch").saved).toMatchObject({ article: "spotify-4", device: "windows" });
  });
});

test("a step that only another guide has is offered from there", () => {
  const offered = turn(guides, inGuide, [{ type: "step.go", step: "turn-off-offline-mode" }]);
  expect(offered.reply?.text).toContain("Turn off offline mode");
  expect(offered.saved.article).toBe("spotify-502");
  expect(pressed(offered, "Yes, switch").saved).toMatchObject({ article: "spotify-4", step: "turn-off-offline-mode" });
});

test("a brand without its code leads to that brand's guides alone", () => {
  const one = turn(guides, silence, [{ type: "problem.unspecified", among: ["netflix-nw-2-5"] }]);
  expect(labels(one)).toEqual(["Netflix error NW-2-5", "Something different", "Talk to a person"]);
  const two = turn(guides, silence, [{ type: "problem.unspecified", among: ["spotify-4", "spotify-502"] }]);
  expect(labels(two)).toEqual(["Spotify error 4", "Spotify error 502", "Something different", "Talk to a person"]);
});

test("what is said in the guide of a film service is not about music", () => {
  const there = turn(guides, silence, [{ type: "problem.known", article: "netflix-nw-2-5", device: "other" }]);
  const waiting = turn(guides, there, [{ type: "wait" }]);
  const again = turn(guides, waiting, [{ type: "wait" }]);
  expect(`${waiting.reply?.text} ${again.reply?.text}`).not.toMatch(/song|music|Spotify/);
});

describe("with a hundred articles", () => {
  const many = guidesOf(
    Array.from({ length: 100 }, (_, at) =>
      madeArticle({ id: `b${at % 25}-e${at}`, brand: `Streaming Brand ${at % 25}`, code: `E-${at + 100}` }),
    ),
  );
  const start = turn(many, silence, [{ type: "conversation.opened" }]);
  it("the welcome has at most 300 characters and five buttons", () => {
    expect(start.reply?.text.length).toBeLessThanOrEqual(300);
    expect(labels(start).length).toBeLessThanOrEqual(5);
  });
  it("every reply about them has at most five buttons, and every article is reached", () => {
    const reached = new Set<string>();
    const open: Talk[] = [turn(many, start, [{ type: "problem.unspecified" }])];
    for (let talk = open.shift(); talk; talk = open.shift()) {
      expect(labels(talk).length).toBeLessThanOrEqual(5);
      for (const { press } of talk.reply?.choices ?? []) {
        if (press.event.type === "problem.known") reached.add(press.event.article);
        if (press.event.type === "browse") open.push(turn(many, talk, [press.event]));
      }
    }
    expect(reached.size).toBe(100);
  });
  it("what is out of scope is answered as briefly", () => {
    const lost = turn(many, start, [{ type: "unclear", readings: [], why: "out-of-scope" }]);
    expect(lost.reply?.text.length).toBeLessThanOrEqual(300);
    expect(labels(lost).length).toBeLessThanOrEqual(5);
  });
});
