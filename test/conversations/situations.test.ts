import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { talk } from "../support/talk.ts";

/** The rows of the table in docs/situations.md. */
const rows = readFileSync(new URL("../../docs/situations.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
  .slice(1)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, situation = "", written = "", replied = ""]) => ({ situation, written, replied }));

test.each(rows)("$situation: $written", async ({ written, replied }) => {
  const said = written.split(" / ").map((text) => `> ${text}`);
  const pieces = replied.split(" … ").map((piece) => `< ${piece}`);
  await talk([...said, ...pieces].join("\n"));
});

test("the table has a row for every kind of evidence that an article of ours bends its order by", () => {
  expect(rows.length).toBeGreaterThanOrEqual(15);
});
