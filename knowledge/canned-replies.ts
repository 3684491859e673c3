import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import type { Fault } from "./faults.ts";
import { KnowledgeFaults } from "./faults.ts";
import { knowledgeDirectory } from "./load.ts";
import { schemaFaults } from "./schema-faults.ts";
import { parseYamlFile } from "./yaml-file.ts";

const text = z.string().trim().min(1, "must not be empty");
const localised = z.strictObject({ en: text }).catchall(text);

const cannedRepliesSchema = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/, "must be small letters, digits and hyphens"),
      title: localised,
      text: localised,
    }),
  )
  .refine((replies) => new Set(replies.map(({ id }) => id)).size === replies.length, "has the same id twice");
/** A reply that agents send again and again: one click puts the text where they write, to be changed before it goes. */
export type CannedReply = z.infer<typeof cannedRepliesSchema>[number];

const file = "canned-replies.yaml";

/** Reads them all, none where there is no such file; what is wrong with it joins `faults`. */
export function readCannedReplies(directory: string, faults: Fault[]): readonly CannedReply[] {
  if (!existsSync(join(directory, file))) return [];
  const source = parseYamlFile(file, readFileSync(join(directory, file), "utf8"), false);
  faults.push(...source.faults);
  if (source.faults.length > 0) return [];
  const shaped = cannedRepliesSchema.safeParse(source.value);
  if (shaped.success) return shaped.data;
  faults.push(...schemaFaults(source, shaped.error.issues));
  return [];
}

/** Reads them all. Throws `KnowledgeFaults` with every fault. */
export function loadCannedReplies(directory: string = knowledgeDirectory): readonly CannedReply[] {
  const faults: Fault[] = [];
  const replies = readCannedReplies(directory, faults);
  if (faults.length > 0) throw new KnowledgeFaults(faults);
  return replies;
}
