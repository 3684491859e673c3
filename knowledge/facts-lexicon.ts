import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** Entries of one list: regular expressions over lower-case text. */
const patterns = z.array(z.string().min(1)).min(1);
const schema = z.strictObject({
  numbers: z.strictObject({ introducing: patterns, all: patterns, ordinals: z.array(z.string()).min(1) }),
});
/** The word lists of `facts.yaml`. */
export type FactsLexicon = z.infer<typeof schema>;

/** Reads and checks the word lists. Throws with the path of a wrong entry. */
export function loadFactsLexicon(): FactsLexicon {
  return schema.parse(parse(readFileSync(new URL("facts.yaml", import.meta.url), "utf8")));
}
