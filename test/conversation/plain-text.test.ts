import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { plainText } from "../../src/conversation/plain-text.ts";

describe("what people cannot see", () => {
  test.each([
    ["NUL, which PostgreSQL refuses", "a\u0000b", "ab"],
    ["control characters", "a\u0007\u001B[31mb\u009B", "a[31mb"],
    ["zero-width characters in a word", "pass\u200Bword\u2060\uFEFF", "password"],
    ["a word turned round", "invoice\u202Egpj.exe\u202C", "invoicegpj.exe"],
    ["isolates and marks of direction", "\u2066a\u2069\u200E\u200F\u061C", "a"],
    ["soft hyphens and fillers", "so\u00ADft\u3164\u115F", "soft"],
    ["words hidden in tags", `hi${String.fromCodePoint(0xe0041, 0xe0042)}`, "hi"],
    ["half a character", "a\uD83Db", "a\uFFFDb"],
    ["a joiner between Latin letters", "a\u200Db", "ab"],
    ["marks piled on a letter", `e${"\u0301".repeat(50)}`, `e${"\u0301".repeat(6)}`],
  ])("goes: %s", (_what, text, plain) => expect(plainText(text)).toBe(plain));
});

describe("what people wrote", () => {
  test.each([
    ["letters of any script", "Grüße, 你好, שלום, नमस्ते, ไทย"],
    ["families and flags of pictographs", "👩‍👩‍👧 🏳️‍🌈 👍🏽 🇩🇪"],
    ["joiners that a script needs", "می‌خواهم क्‍ष"],
    ["lines and tabs", "one\n\ttwo"],
    ["markup, as it is", "<b>*x*</b> [a](https://b) @all"],
  ])("stays: %s", (_what, text) => expect(plainText(text)).toBe(text));

  test("line ends of any kind are line ends", () =>
    expect(plainText("a\r\nb\rc\u2028d\u2029e\u0085f")).toBe("a\nb\nc\nd\ne\nf"));
});

test("any text becomes well-formed text that stays as it is the second time and is never longer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const once = plainText(text);
      expect([once.isWellFormed(), plainText(once) === once, once.length <= text.length]).toEqual([true, true, true]);
    }),
    { numRuns: 2_000 },
  );
});
