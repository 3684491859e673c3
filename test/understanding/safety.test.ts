import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { loadSafetyWords } from "../../knowledge/lexicon.ts";
import { safetyOf } from "../../src/understanding/facts/safety.ts";

type Line = { language: string; text: string; safety: "danger" | "driving" | null };

/** What people say of danger, and figures of speech that look like it, in every language we know words for. */
const lines = readFileSync(new URL("safety.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line);
const words = loadSafetyWords();
const read = safetyOf(words);

describe.each(Object.keys(words))("in %s", (language) => {
  const own = lines.filter((line) => line.language === language);

  test("danger to life or health is seen, also as it is written in a hurry", () => {
    const dangers = own.filter(({ safety }) => safety === "danger");
    expect(dangers.length).toBeGreaterThanOrEqual(12);
    expect(dangers.filter(({ text }) => read(text) !== "danger")).toEqual([]);
    expect(dangers.filter(({ text }) => read(`${text.toUpperCase()}!!!`) !== "danger")).toEqual([]);
    expect(dangers.filter(({ text }) => read(`spotify error 502.\n\n${text}  `) !== "danger")).toEqual([]);
  });

  test("who writes at the wheel is told to stop", () => {
    expect(own.filter(({ safety, text }) => safety === "driving" && read(text) !== "driving")).toEqual([]);
  });

  test("a figure of speech alarms nobody", () => {
    const harmless = own.filter(({ safety }) => safety === null);
    expect(harmless.length).toBeGreaterThanOrEqual(8);
    expect(harmless.filter(({ text }) => read(text) !== null)).toEqual([]);
  });
});

test("danger is seen without accents, with the keys of another keyboard, and behind pages of pasted text", () => {
  expect(["ich moechte sterben", "chce sie zabic", "olmek istiyorum", "nao quero viver"].map(read)).toEqual(
    Array.from({ length: 4 }, () => "danger"),
  );
  expect(read(`${"at com.spotify.player.Main(Main.java) ".repeat(1000)} ich will sterben`)).toBe("danger");
});
