import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadKnowledge } from "../../knowledge/load.ts";
import { nearDuplicates } from "./near-duplicates.ts";

/** The set that measures; it lies outside this house, and nothing here may have seen it. */
const measuring =
  process.env["MEASURING_SET"] ?? fileURLToPath(new URL("../../../../shared/eval/dev.jsonl", import.meta.url));
const { phrasings, background } = loadKnowledge();
const training = [...[...phrasings.values()].flat(), ...background];

describe("what measures was never learned", () => {
  // Where the set is not at hand there is no such test; a skipped one would look like one that may fail.
  it.each(existsSync(measuring) ? [measuring] : [])(
    "no training line is in the measuring set, nor nearly so",
    (file) => {
      const texts = readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => (JSON.parse(line) as { text: string }).text);
      // Counts only: the texts themselves must not be read.
      expect(nearDuplicates(training, texts).length).toBe(0);
    },
  );

  it.each([
    [
      "How long does it usually take until they have repaired it",
      "how long does it usually take until they have repaired it?!",
    ],
    ["my spotify keeps showing me this bad gateway message", "my spotify keeps showing me this bad gatway message"],
    ["skip", "SKIP!"],
  ])("a planted copy is found: %s", (line, planted) =>
    expect(nearDuplicates([...training.slice(0, 50), line], [planted])).toContain(line),
  );

  it("other words for the same thing are no copy", () =>
    expect(nearDuplicates(["how long will it take"], ["how much time will it need"])).toEqual([]));
});
