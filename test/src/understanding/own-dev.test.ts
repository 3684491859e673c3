import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadKnowledge } from "../../../knowledge/load.ts";
import { readLabelled } from "../../../src/understanding/measure/labelled.ts";
import { judge } from "../../../src/understanding/measure/score.ts";
import { openReader } from "../../../src/understanding/open.ts";

/** Lines of an author who never saw the training phrasings. Every second one (odd) was kept from all tuning. */
const lines = readLabelled(fileURLToPath(new URL("own-dev.jsonl", import.meta.url)));
const read = openReader({ articles: loadKnowledge().articles });
const accuracy = (every: (at: number) => boolean): number => {
  const judged = judge(
    lines.filter((_, at) => every(at)),
    read,
  );
  return judged.filter(({ truth, read: label }) => truth === label).length / judged.length;
};

describe("understanding of unseen texts does not fall below what was reached", () => {
  it("on the lines kept from tuning", () => expect(accuracy((at) => at % 2 === 1)).toBeGreaterThanOrEqual(0.845));
  it("on all lines", () => expect(accuracy(() => true)).toBeGreaterThanOrEqual(0.88));
});
