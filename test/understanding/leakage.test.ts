import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadKnowledge } from "../../knowledge/load.ts";
import { nearDuplicates } from "./near-duplicates.ts";

/**
 * The sets that measure lie outside of this repository, and nothing here may have seen them: `MEASURING_SETS` names their
 * folder. Those of our own that are kept for measuring count as well.
 */
const measuringFolder =
  process.env["MEASURING_SETS"] ?? fileURLToPath(new URL("../../../shared/eval/", import.meta.url));
const measuring = [
  ...["dev.jsonl", "dev-real.jsonl", "dev-facts.jsonl"].map((name) => join(measuringFolder, name)),
  ...[
    "own-real",
    "own-outcome",
    "own-outcome-2",
    "own-person",
    "own-person-2",
    "own-articles",
    "own-articles-2",
    "own-dense",
    "own-dense-2",
  ].map((name) => fileURLToPath(new URL(`${name}.jsonl`, import.meta.url))),
].filter((file) => existsSync(file));
const { phrasings, background } = loadKnowledge();
const training = [...[...phrasings.values()].flat(), ...background];

describe("what measures was never learned", () => {
  it.each(measuring)("no training line is in %s, nor nearly so", (file) => {
    const texts = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => (JSON.parse(line) as { text: string }).text);
    // Counts only: the texts themselves must not be read. Answers of a few words are what everybody says.
    const long = training.filter((line) => line.trim().split(/\s+/u).length > 4);
    expect(nearDuplicates(long, texts).length).toBe(0);
  });

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
