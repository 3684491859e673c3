import { readFileSync } from "node:fs";
import { z } from "zod";

import { factsAwaiting, type FactsAwaiting } from "../facts/message-facts.ts";

/** A line of a labelled file. */
export const labelled = z.object({
  text: z.string(),
  label: z.string(),
  /** Further labels that are right as well. */
  also: z.array(z.string()).default([]),
  awaiting: z.enum(factsAwaiting).default("idle"),
  step: z.string().nullish(),
  /** The article in progress. */
  article: z.string().nullish(),
  facts: z.record(z.string(), z.unknown()).optional(),
});
export type LabelledLine = z.infer<typeof labelled>;

/** A labelled file that cannot be used; the message names it, and the line. */
export class LabelledFileError extends Error {}

/**
 * Reads a file of one JSON object a line; throws a `LabelledFileError` where it is missing or empty, or a line is not
 * as it should be.
 */
export function readLabelledFile(file: string): LabelledLine[] {
  const lines = textOf(file).split("\n");
  const read = lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const checked = labelled.safeParse(parsed(line));
    if (!checked.success)
      throw new LabelledFileError(
        `${file}, line ${at + 1}: not {"text": string, "label": string, "awaiting"?: string}.`,
      );
    return [checked.data];
  });
  if (read.length === 0) throw new LabelledFileError(`${file} holds no line.`);
  return read;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new LabelledFileError(`${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`, {
      cause,
    });
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Labels that count as the same answer after a question. */
export function equivalentLabel(label: string, awaiting: FactsAwaiting): string {
  if (awaiting === "offer-human" && label === "human") return "yes";
  if (awaiting !== "step-result") return label;
  return label === "yes" ? "nav:fixed" : label === "no" ? "nav:not-fixed" : label;
}
