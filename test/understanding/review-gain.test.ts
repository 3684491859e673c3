import { expect, test } from "vitest";

import { labelsOfReviewed, measureReviewGain } from "../../src/understanding/evaluation/review-gain.ts";
import { trainOn } from "../../src/understanding/evaluation/train-and-test.ts";

const phrasings = new Map([
  ["late", ["my parcel is late", "the parcel has not come", "where is my parcel", "when does the parcel come"]],
  ["broken", ["the lamp is broken", "my lamp came broken", "the lamp does not work", "there is a crack in the lamp"]],
]);
/** Lines that are read as the other label until one like them was learned; each of their words stands in both halves. */
const reviewed = [
  "my parcel is full of smashed glass",
  "where is my parcel, smashed glass in it",
  "the parcel has come, smashed glass",
  "smashed glass in my parcel",
].map((text) => ({ text, label: "broken" }));

const train = (learned: ReadonlyMap<string, readonly string[]>) =>
  trainOn(
    [...learned].flatMap(([label, lines]) => lines.map((text) => ({ text, label }))),
    null,
  );

test("lines added by review raise the accuracy on reviewed lines that were left out", async () => {
  const gain = await measureReviewGain({ phrasings, reviewed, train });
  expect(gain.lines).toBe(4);
  expect(gain.rightWith).toBe(4);
  expect(gain.rightWithout).toBeLessThan(4);
  expect(gain.lost).toEqual([]);
  expect(gain.gained).toHaveLength(4 - gain.rightWithout);
});

test("no model is asked for a line that it has learned, also where the line stands in the phrasings already", async () => {
  const added = new Map([...phrasings, ["broken", [...phrasings.get("broken")!, "Smashed glass in my parcel"]]]);
  const learned: (readonly string[])[] = [];
  const asked: { model: number; text: string }[] = [];
  await measureReviewGain({
    phrasings: added,
    reviewed,
    train: (lines) => {
      const model = learned.push([...lines.values()].flat().map((text) => text.toLowerCase())) - 1;
      return (text) => {
        asked.push({ model, text });
        return "late";
      };
    },
  });
  expect(learned[0]).toHaveLength(8);
  for (const { model, text } of asked) expect(learned[model]).not.toContain(text);
});

test("a reviewed text has the label under which it stands, and one that stands nowhere is left out", () => {
  expect(labelsOfReviewed(phrasings, ["My parcel is late!", "something else"])).toEqual([
    { text: "My parcel is late!", label: "late" },
  ]);
});
