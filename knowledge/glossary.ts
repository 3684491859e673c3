import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { localised } from "./article.ts";
import type { Fault } from "./faults.ts";
import { KnowledgeFaults } from "./faults.ts";
import { knowledgeDirectory } from "./load.ts";
import { schemaFaults } from "./schema-faults.ts";
import { parseYamlFile } from "./yaml-file.ts";

/** The words that people ask about, of `glossary.yaml`. `words` are regular expressions over lower-case text. */
const schema = z
  .array(z.strictObject({ id: z.string().min(1), words: z.array(z.string().min(1)).min(1), text: localised }))
  .min(1);
export type Glossary = z.infer<typeof schema>;

/** Reads the glossary; what is wrong with it joins `faults`, and null is returned. */
export function readGlossary(directory: string, faults: Fault[]): Glossary | null {
  const file = "glossary.yaml";
  const source = parseYamlFile(file, readFileSync(join(directory, file), "utf8"), true);
  const found = source.faults.length > 0 ? null : schema.safeParse(source.value);
  faults.push(...source.faults, ...(found?.error ? schemaFaults(source, found.error.issues) : []));
  return found?.data ?? null;
}

/** Reads the glossary for the start of a program. Throws `KnowledgeFaults` with every fault. */
export function loadGlossary(directory: string = knowledgeDirectory): Glossary {
  const faults: Fault[] = [];
  const glossary = readGlossary(directory, faults);
  if (!glossary) throw new KnowledgeFaults(faults);
  return glossary;
}
