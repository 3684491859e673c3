import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { devices, evidenceKinds } from "./article.ts";
import type { Fault } from "./faults.ts";
import { KnowledgeFaults } from "./faults.ts";
import { knowledgeDirectory } from "./load.ts";
import { schemaFaults } from "./schema-faults.ts";
import { evidenceWordLists, messageWordLists, resultWordLists } from "./message-word-lists.ts";
import { parseYamlFile } from "./yaml-file.ts";

/**
 * The word lists of the understanding, one file a subject in `knowledge/lexicon/`. A list is one block of text with an
 * entry a line, so that a pattern needs no quotes, and because YAML's own lists of this length take thirty times as
 * long to parse, which would delay every start.
 */

/** The entries of a block: a line each, without empty lines and lines that begin with "# ". */
const lines = z
  .string()
  .transform((text) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("# ")),
  )
  .pipe(z.array(z.string()).min(1));

/** A part's place in a pattern: `{name}`. A quantifier such as `{0,3}` begins with a digit. */
const partPlace = /\{([a-z]\w*)\}/gu;

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern.replace(partPlace, "(?:)"), "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function reportPatterns(found: readonly string[], context: z.core.$RefinementCtx): void {
  for (const pattern of found)
    if (!isPattern(pattern)) context.addIssue({ code: "custom", message: `'${pattern}' is not a regular expression` });
}

/** A list of regular expressions for the flag `u`, one a line. */
export const patterns = lines.superRefine(reportPatterns);

type Entry = readonly [string, string];

/** "from => to" as a pair; what follows the arrow may be missing, and quotes around it keep spaces at its ends. */
function entryOf(line: string): Entry | null {
  const arrow = line.indexOf("=>");
  if (arrow < 1) return null;
  const to = line.slice(arrow + 2).trim();
  return [line.slice(0, arrow).trim(), /^".*"$/u.test(to) ? to.slice(1, -1) : to];
}

const entries = lines.transform((all, context): Entry[] =>
  all.flatMap((line) => {
    const entry = entryOf(line);
    if (entry) return [entry];
    context.addIssue({ code: "custom", message: `'${line}' has no arrow (=>)` });
    return [];
  }),
);
const patternEntries = entries.superRefine((all, context) =>
  reportPatterns(
    all.map(([pattern]) => pattern),
    context,
  ),
);

/** "step => pattern" as pairs of a step and a pattern. */
const patternsOfSteps = entries.superRefine((all, context) =>
  reportPatterns(
    all.map(([, pattern]) => pattern),
    context,
  ),
);

/** What a question to this conversation can be about. */
export const askedAbout = [
  "live-status",
  "case",
  "case-number",
  "case-wait",
  "place",
  "tried",
  "device",
  "privacy",
  "readers",
  "sharing",
  "hours",
  "step-safety",
  "step-purpose",
  "identity",
  "presence",
  "refund",
  "next-action",
  "how-to",
  "simpler",
  "points-to",
  "why-happened",
  "cure",
  "skipped",
  "steps-list",
  "step-time",
  "next-step-time",
  "step-count",
  "problem",
  "best-step",
  "deleting",
  "tell-others",
  "ask-provider",
  "email",
  "signs-out",
  "next-step",
  "left",
] as const;

/**
 * How a question about a step is meant: whether to do it, whether it helps, whether one must, whether later, whether it
 * is the cause.
 */
export const stepQuestions = ["should", "helps", "must", "later", "cause"] as const;

const version = z.literal("1", { error: "must be 1, the form of these files that this program reads" });
const parts = z.record(z.string(), z.string());

/** The pattern with the parts in their places; a part that is not there is an issue of the file. */
function withParts(
  named: Readonly<Record<string, string>>,
  context: z.core.$RefinementCtx,
): (pattern: string) => string {
  return (pattern) =>
    pattern.replace(partPlace, (_, name: string) => {
      const part = Object.hasOwn(named, name) ? named[name] : undefined;
      if (part === undefined)
        context.addIssue({ code: "custom", path: ["parts", name], message: `is missing, and '{${name}}' is used` });
      return part ?? "";
    });
}

/** Lists of patterns by their names. */
const listsOf = <List extends string>(names: readonly List[]): Record<List, typeof patterns> =>
  Object.fromEntries(names.map((name) => [name, patterns])) as Record<List, typeof patterns>;

const schemas = {
  "chat-speak": z.strictObject({ version, words: entries }),
  contractions: z.strictObject({ version, words: entries, negatable: lines }),
  "asr-errors": z.strictObject({ version, corrections: patternEntries }),
  "domain-words": z.strictObject({ version, words: lines }),
  "spoken-numbers": z.strictObject({
    version,
    digits: entries,
    starts: patterns,
    middles: lines,
    joiners: lines,
    phrases: patternEntries,
    joined: patterns,
  }),
  emoji: z.strictObject({ version, words: entries }),
  "other-products": z.strictObject({
    version,
    products: lines,
    passingBefore: patterns,
    passingAfter: patterns,
    ownServers: patterns,
  }),
  devices: z.strictObject({
    version,
    devices: z.array(z.strictObject({ device: z.enum(devices), names: patterns })).min(1),
  }),
  topics: z.strictObject({ version, topics: z.array(z.strictObject({ topic: z.string(), words: patterns })).min(1) }),
  "tried-steps": z
    .strictObject({
      version,
      undone: patterns,
      refused: patterns,
      declined: patterns,
      done: patterns,
      parts,
      steps: z
        .array(
          z.strictObject({
            step: z.string(),
            named: patterns,
            unnamed: patterns.optional(),
            said: patterns,
            cannot: patterns.optional(),
            needless: patterns.optional(),
          }),
        )
        .min(1),
    })
    .transform(({ parts: pieces, steps, ...lists }, context) => ({
      ...lists,
      steps: steps.map(({ step, named, unnamed = [], said, cannot = [], needless = [] }) => ({
        step,
        named: named.map(withParts(pieces, context)),
        unnamed: unnamed.map(withParts(pieces, context)),
        said: said.map(withParts(pieces, context)),
        cannot: cannot.map(withParts(pieces, context)),
        needless: needless.map(withParts(pieces, context)),
      })),
    })),
  "session-questions": z.strictObject({
    version,
    sure: z
      .array(
        z.strictObject({ about: z.enum(askedAbout), only: z.enum(["case", "no-case"]).optional(), words: patterns }),
      )
      .min(1),
    steps: z.array(z.strictObject({ asks: z.enum(stepQuestions), words: patterns })).min(1),
    questions: z.array(z.strictObject({ about: z.enum(askedAbout), words: patterns })).min(1),
    waiting: z.array(z.strictObject({ about: z.enum(askedAbout), words: patterns })).min(1),
    withdraw: patterns,
    mayWithdraw: patterns,
    considersWithdrawing: patterns,
    keep: patterns,
    subscribe: patterns,
  }),
  languages: z.strictObject({
    version,
    languages: z
      .array(
        z.strictObject({
          language: z.string().length(2),
          openings: patterns,
          closings: patterns,
          human: patterns,
          "how-long": patterns,
          yes: patterns,
          no: patterns,
          "not-fixed": patterns,
          fixed: patterns,
          help: patterns,
          stop: patterns,
          skip: patterns,
          wait: patterns,
          repeat: patterns,
          thanks: patterns,
          greeting: patterns,
          words: patterns,
          sure: patterns,
          unsure: patterns.optional(),
          named: patterns.optional(),
          tried: patternsOfSteps.optional(),
        }),
      )
      .min(1),
  }),
  evidence: z.strictObject({
    version,
    ...listsOf(evidenceWordLists),
    evidence: z.array(z.strictObject({ evidence: z.enum(evidenceKinds), words: patterns })).min(1),
  }),
  outcome: z
    .strictObject({
      version,
      parts,
      works: patterns,
      fails: patterns,
      faults: patterns,
      gone: patterns,
      relapses: patterns,
    })
    .transform((file, context) => ({ ...file, relapses: file.relapses.map(withParts(file.parts, context)) })),
  claims: z.strictObject({
    version,
    supposed: patterns,
    past: patterns,
    now: patterns,
    pending: patterns,
    jokes: patterns,
    music: patterns,
    somebodyElse: patterns,
    somethingElse: patterns,
    hints: patterns,
    results: patterns,
    foreignNo: patterns,
  }),
  "message-words": z.strictObject({ version, ...listsOf(messageWordLists) }),
  results: z.strictObject({ version, fillers: lines, things: lines, ...listsOf(resultWordLists) }),
  frustration: z.strictObject({
    version,
    signs: lines,
    swearing: patterns,
    fury: patterns,
    complaint: patterns,
    glad: patterns,
    only: patterns,
  }),
  "handoff-answers": z
    .strictObject({
      version,
      parts,
      withdrawals: patterns,
      hints: patterns,
      openings: patterns,
      closings: patterns,
      yes: lines,
      no: lines,
    })
    .transform((file, context) => ({ ...file, withdrawals: file.withdrawals.map(withParts(file.parts, context)) })),
  "privacy-requests": z.strictObject({
    version,
    requests: patterns,
    incomplete: patterns,
    hints: patterns,
    openings: patterns,
    closings: patterns,
  }),
  "exact-commands": z.strictObject({ version, commands: z.record(z.string(), lines), agreements: lines }),
  "error-codes": z.strictObject({
    version,
    unitsAfter: patterns,
    thingsBefore: patterns,
    countedAfter: patterns,
    countedBefore: patterns,
    webCodes: lines,
    shapes: patterns,
    gluedBefore: patterns,
    gluedAfter: patterns,
  }),
} as const;

/**
 * Kinds of danger, each with an answer of its own, the weightiest first; `hazard`: a device that may burn or give a shock;
 * `rescue`: nothing but that help has come.
 */
export const dangers = ["self-harm", "fire", "emergency", "hazard", "driving", "rescue"] as const;
export type Danger = (typeof dangers)[number];

const safetySchema = z.strictObject({
  version,
  languages: z.record(
    z.string(),
    z.strictObject({
      harmless: patterns.optional(),
      "self-harm": patterns.optional(),
      fire: patterns.optional(),
      emergency: patterns.optional(),
      hazard: patterns.optional(),
      driving: patterns.optional(),
      rescue: patterns.optional(),
    }),
  ),
});
/** The words of danger, by language, of `safety.yaml`. */
export type SafetyWords = z.output<typeof safetySchema>["languages"];

/** Reads the words of danger. Throws `KnowledgeFaults` with every fault. */
export function loadSafetyWords(directory: string = knowledgeDirectory): SafetyWords {
  const faults: Fault[] = [];
  const read = readFile(directory, "safety.yaml", safetySchema, faults);
  if (faults.length > 0) throw new KnowledgeFaults(faults);
  return (read as z.output<typeof safetySchema>).languages;
}

type Name = keyof typeof schemas;

/** All word lists by the name of their file, checked; patterns are regular expressions for the flag `u`. */
export type Lexicon = { readonly [File in Name]: z.output<(typeof schemas)[File]> };

/** Reads every file of the folder `lexicon`; what is wrong with one joins `faults`, and null is returned. */
export function readLexicon(directory: string, faults: Fault[]): Lexicon | null {
  const before = faults.length;
  const read = Object.entries(schemas).map(([name, schema]) => [
    name,
    readFile(directory, `lexicon/${name}.yaml`, schema, faults),
  ]);
  return faults.length === before ? (Object.fromEntries(read) as Lexicon) : null;
}

function readFile(directory: string, file: string, schema: z.ZodType, faults: Fault[]): unknown {
  const source = parseYamlFile(file, textOf(join(directory, file)), true);
  const found = source.faults.length > 0 ? null : schema.safeParse(source.value);
  faults.push(...source.faults, ...(found?.error ? schemaFaults(source, found.error.issues) : []));
  return found?.data;
}

/** A missing file is read as an empty one, and the schema then names what is missing. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "{}";
  }
}

/** Reads the lexicon for the start of a program. Throws `KnowledgeFaults` with every fault. */
export function loadLexicon(directory: string = knowledgeDirectory): Lexicon {
  const faults: Fault[] = [];
  const lexicon = readLexicon(directory, faults);
  if (!lexicon) throw new KnowledgeFaults(faults);
  return lexicon;
}
