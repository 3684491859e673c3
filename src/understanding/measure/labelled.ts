import { readFileSync } from "node:fs";
import { z } from "zod";

import { awaitings, type Awaiting } from "../../../dialogs/events.ts";

/** A line of a labelled file. */
export const labelled = z.object({ text: z.string(), label: z.string(), awaiting: z.enum(awaitings).default("idle") });
export type Labelled = z.infer<typeof labelled>;

/** Reads a file of one JSON object a line; throws with the line's number where one is not as it should be. */
export function readLabelled(file: string): Labelled[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const checked = labelled.safeParse(JSON.parse(line));
    if (!checked.success) throw new Error(`${file}, line ${at + 1}: not {"text", "label", "awaiting"?}`);
    return [checked.data];
  });
}

/** Labels that count as the same answer after a question. */
export function folded(label: string, awaiting: Awaiting): string {
  if (awaiting === "offer-human" && label === "human") return "yes";
  if (awaiting !== "step-result") return label;
  return label === "yes" ? "nav:fixed" : label === "no" ? "nav:not-fixed" : label;
}
