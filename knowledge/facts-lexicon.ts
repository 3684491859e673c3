import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** Entries of one list: regular expressions over lower-case text. */
const patterns = z.array(z.string().min(1)).min(1);
const schema = z.strictObject({
  steps: z.record(z.string(), patterns),
  numbers: z.strictObject({ introducing: patterns, all: patterns, ordinals: z.array(z.string()).min(1) }),
  said: z.strictObject({ cannot: patterns, asks: patterns, wants: patterns, tried: patterns, helped: patterns }),
  mentionOnly: patterns,
  status: z.strictObject({ subject: patterns, outage: patterns, fine: patterns }),
  asks: z.record(z.string(), patterns),
  person: z.strictObject({ wanted: patterns, never: patterns }),
});
/** The word lists of `lexicon/facts.yaml`. */
export type FactsLexicon = z.infer<typeof schema>;

/** Reads and checks the word lists. Throws with the path of a wrong entry. */
export function loadFactsLexicon(): FactsLexicon {
  return schema.parse(parse(readFileSync(new URL("lexicon/facts.yaml", import.meta.url), "utf8")));
}
