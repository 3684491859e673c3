import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { type Danger, loadSafetyWords } from "../../knowledge/lexicon.ts";
import { safetyOf } from "../../src/understanding/facts/safety.ts";

type Line = { language: string; text: string; safety: Danger | null };

/** What people say of danger, and figures of speech that look like it, in every language we know words for. */
const lines = readFileSync(new URL("safety.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line);
const words = loadSafetyWords();
const read = safetyOf(words);
const toLife: readonly (Danger | null)[] = ["self-harm", "fire", "emergency", "hazard"];

describe.each(Object.keys(words))("in %s", (language) => {
  const own = lines.filter((line) => line.language === language);

  test("danger to life or health is seen, also as it is written in a hurry", () => {
    const dangers = own.filter(({ safety }) => toLife.includes(safety));
    expect(dangers.length).toBeGreaterThanOrEqual(12);
    expect(dangers.filter(({ text, safety }) => read(text) !== safety)).toEqual([]);
    expect(dangers.filter(({ text, safety }) => read(`${text.toUpperCase()}!!!`) !== safety)).toEqual([]);
    expect(dangers.filter(({ text, safety }) => read(`spotify error 502.\n\n${text}  `) !== safety)).toEqual([]);
  });

  test("who writes at the wheel, and who has help already, is told apart from them", () => {
    const others = own.filter(({ safety }) => safety === "driving" || safety === "rescue");
    expect(others.filter(({ safety, text }) => read(text) !== safety)).toEqual([]);
  });

  test("a figure of speech alarms nobody", () => {
    const harmless = own.filter(({ safety }) => safety === null);
    expect(harmless.length).toBeGreaterThanOrEqual(8);
    expect(harmless.filter(({ text }) => read(text) !== null)).toEqual([]);
  });
});

test("danger is seen without accents, with the keys of another keyboard, and behind pages of pasted text", () => {
  expect(["ich moechte sterben", "chce sie zabic", "olmek istiyorum", "nao quero viver"].map(read)).toEqual(
    Array.from({ length: 4 }, () => "self-harm"),
  );
  expect(read(`${"at com.spotify.player.Main(Main.java) ".repeat(1000)} ich will sterben`)).toBe("self-harm");
});

test("the language of danger is the one that knows most of the text, and English where both know it", () => {
  expect(read.languageOf("i'm thinking about suicide", "self-harm")).toBeNull();
  expect(read.languageOf("i'm suicidal", "self-harm")).toBeNull();
  expect(read.languageOf("quiero suicidarme", "self-harm")).toBe("es");
  expect(read.languageOf("ich denke an selbstmord", "self-harm")).toBe("de");
});
