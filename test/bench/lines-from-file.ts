import { readFileSync } from "node:fs";

import { lifelikeLines } from "./load/lifelike-lines.ts";

/** The lines of a file, one a line or JSON with `text`; without a file those that come with the benchmark. */
export function lifelikeOrFrom(path: string | undefined): readonly string[] {
  if (path === undefined) return lifelikeLines;
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => (line.startsWith("{") ? (JSON.parse(line) as { text: string }).text : line));
  if (lines.length === 0) throw new Error(`There are no lines in ${path}.`);
  return lines;
}
