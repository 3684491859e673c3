import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { localised } from "./article.ts";
import type { Fault } from "./faults.ts";
import { KnowledgeFaults } from "./faults.ts";
import { patterns } from "./lexicon.ts";
import { knowledgeDirectory } from "./load.ts";
import { schemaFaults } from "./schema-faults.ts";
import { parseYamlFile } from "./yaml-file.ts";

/** What a text may name of the conversation; `short-answers.yaml` says what each stands for. */
export const placeholders = ["brand", "support", "assistant", "case"] as const;

/** An answer is one bubble on a phone. */
const maxWords = 60;

const isKnown = (name: string): boolean => (placeholders as readonly string[]).includes(name);
const text = localised.superRefine((texts, context) => {
  for (const said of Object.values(texts)) {
    const unknown = [...said.matchAll(/\{(\w+)\}/gu)].map(([, name = ""]) => name).filter((name) => !isKnown(name));
    for (const name of unknown) context.addIssue({ code: "custom", message: `'{${name}}' is no known placeholder` });
    if (said.split(/\s+/u).length > maxWords)
      context.addIssue({ code: "custom", message: `has more than ${maxWords} words` });
  }
});

/** Questions known by their words, each with its answer, of `short-answers.yaml`, which explains the fields. */
const schema = z
  .array(
    z.strictObject({
      id: z.string().min(1),
      only: z.enum(["case", "no-case"]).optional(),
      keepsRest: z.enum(["true"]).optional(),
      stated: patterns.optional(),
      asked: patterns.optional(),
      text,
      withCase: text.optional(),
    }),
  )
  .min(1)
  .superRefine((answers, context) => {
    for (const [at, { id, stated, asked }] of answers.entries()) {
      if (!stated && !asked)
        context.addIssue({ code: "custom", path: [at], message: "has neither 'asked' nor 'stated'" });
      if (answers.findIndex((one) => one.id === id) !== at)
        context.addIssue({ code: "custom", path: [at, "id"], message: `'${id}' is there twice` });
    }
  });
export type ShortAnswers = z.output<typeof schema>;

/** Reads the short answers; what is wrong with them joins `faults`, and null is returned. */
export function readShortAnswers(directory: string, faults: Fault[]): ShortAnswers | null {
  const file = "short-answers.yaml";
  const source = parseYamlFile(file, readFileSync(join(directory, file), "utf8"), true);
  const found = source.faults.length > 0 ? null : schema.safeParse(source.value);
  faults.push(...source.faults, ...(found?.error ? schemaFaults(source, found.error.issues) : []));
  return found?.data ?? null;
}

/** Reads the short answers for the start of a program. Throws `KnowledgeFaults` with every fault. */
export function loadShortAnswers(directory: string = knowledgeDirectory): ShortAnswers {
  const faults: Fault[] = [];
  const answers = readShortAnswers(directory, faults);
  if (!answers) throw new KnowledgeFaults(faults);
  return answers;
}
