import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awaitings } from "../../dialogs/events.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { readLabelledFile } from "../../src/understanding/evaluation/labelled.ts";
import { openPredictor } from "../../src/understanding/load-models.ts";

const knowledge = loadKnowledge();
const read = openPredictor({ articles: knowledge.articles });
const labels = new Set([...knowledge.phrasings.keys(), "none"]);
const awaiting = fc.constantFrom(...awaitings);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 3000 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    "constructor",
    "__proto__",
    "toString hasOwnProperty",
    "\u202Eolleh",
    "مرحبا",
    "你好",
    "नमस्ते",
    "🇩🇪🏳️‍🌈",
    "a".repeat(50_000),
    "5".repeat(5000),
  ),
);
/** Known word for word, and not: the latter have nothing but the classifier to hold them. */
const unseen = readLabelledFile(fileURLToPath(new URL("own-dev.jsonl", import.meta.url))).map(({ text }) => text);
const phrase = fc.constantFrom(...[...knowledge.phrasings.values()].flatMap((lines) => lines.slice(0, 6)), ...unseen);

describe("reading", () => {
  it("gives any text a label with a confidence between 0 and 1, and never throws", () => {
    fc.assert(
      fc.property(anyText, awaiting, (text, asked) => {
        const reading = read(text, asked);
        expect(labels.has(reading.label)).toBe(true);
        for (const { confidence } of [reading, ...reading.alternatives])
          expect(confidence >= 0 && confidence <= 1).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("does not care for case, spacing and trailing punctuation", () => {
    const ending = fc.constantFrom("", "!", "...", "?!", " .", "  ");
    fc.assert(
      fc.property(phrase, awaiting, ending, (text, asked, end) => {
        const spaced = `  ${text.toUpperCase().replaceAll(" ", "   ")}${end}`;
        expect(read(spaced, asked).label).toBe(read(text, asked).label);
      }),
      { numRuns: 400 },
    );
  });

  it("is the same each time", () => {
    fc.assert(
      fc.property(phrase, awaiting, (text, asked) => {
        expect(read(text, asked)).toEqual(read(text, asked));
      }),
      { numRuns: 50 },
    );
  });
});
