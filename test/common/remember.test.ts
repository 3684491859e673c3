import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { oncePer, rememberBriefly } from "../../src/common/remember.ts";

describe("what is remembered of a text", () => {
  test("a text is read once for all who ask at the same time, and kept no longer than until the event loop turns", async () => {
    const readings: string[] = [];
    const read = rememberBriefly((text: string) => readings.push(text));
    expect([read("one"), read("two"), read("one")]).toEqual([1, 2, 1]);
    await nextTurn();
    expect(read("one")).toBe(3);
    expect(readings).toEqual(["one", "two", "one"]);
  });

  test("a result of nothing counts as read", () => {
    let readings = 0;
    const read = rememberBriefly((): undefined => void (readings += 1));
    read("one");
    read("one");
    expect(readings).toBe(1);
  });

  test("thousands of texts in one go are not all kept", () => {
    const readings: string[] = [];
    const read = rememberBriefly((text: string) => readings.push(text));
    for (let at = 0; at < 5_000; at += 1) read(`text ${at}`);
    read("text 0");
    expect(readings).toHaveLength(5_001);
  });
});

test("what is made of an object is made once for it, and anew for its like", () => {
  const wordsOf = oncePer(({ words }: { words: string[] }) => words.join(" "));
  const made = oncePer((_: object) => Symbol("made"));
  const [one, other] = [{ words: ["a", "b"] }, { words: ["a", "b"] }];
  expect(wordsOf(one)).toBe("a b");
  expect(made(one)).toBe(made(one));
  expect(made(one)).not.toBe(made(other));
});
