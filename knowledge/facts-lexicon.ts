import { readFileSync } from "node:fs";
import { z } from "zod";

import { KnowledgeFaults } from "./faults.ts";
import { parseYamlFile } from "./yaml-file.ts";

/** Entries of one list: regular expressions over lower-case text. */
const patterns = z.array(z.string().min(1)).min(1);
const schema = z.strictObject({
  numbers: z.strictObject({
    introducing: patterns,
    all: patterns,
    allAtFirst: patterns,
    rest: patterns,
    ordinals: z.array(z.string()).min(1),
  }),
});
/** The word lists of `facts.yaml`. */
export type FactsLexicon = z.infer<typeof schema>;

/** Reads and checks the word lists. Throws with the path of a wrong entry. */
export function loadFactsLexicon(): FactsLexicon {
  const { value, faults } = parseYamlFile(
    "facts.yaml",
    readFileSync(new URL("facts.yaml", import.meta.url), "utf8"),
    false,
  );
  if (faults.length > 0) throw new KnowledgeFaults(faults);
  return schema.parse(value);
}
