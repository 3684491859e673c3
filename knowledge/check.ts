import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { articleFaults, rivalFaults } from "./article-checks.ts";
import { devices } from "./article.ts";
import { readCannedReplies } from "./canned-replies.ts";
import type { Fault } from "./faults.ts";
import type { KnowledgeFiles } from "./load.ts";
import { readGlossary } from "./glossary.ts";
import { readLexicon } from "./lexicon.ts";
import { mergePhrasings, readKnowledge } from "./load.ts";
import { phrasingFaults } from "./phrasing-checks.ts";
import { readShortAnswers } from "./short-answers.ts";
import { borrowedFaults, textFaults } from "./text-checks.ts";

/** All faults of a knowledge directory at once, and what it holds in one line. */
export type Checked = { readonly faults: readonly Fault[]; readonly summary: string };

/** Reads the directory and applies the content rules, which check more than the schemas can. */
export function checkKnowledge(directory: string): Checked {
  const reading = readKnowledge(directory);
  const otherFaults: Fault[] = [];
  readCannedReplies(directory, otherFaults);
  // Another directory of articles may do without word lists of its own.
  if (existsSync(join(directory, "lexicon"))) readLexicon(directory, otherFaults);
  if (existsSync(join(directory, "glossary.yaml"))) readGlossary(directory, otherFaults);
  if (existsSync(join(directory, "short-answers.yaml"))) readShortAnswers(directory, otherFaults);
  const contentFaults = [
    ...reading.articles.flatMap((read) => [...articleFaults(read), ...textFaults(read)]),
    ...reading.steps.flatMap(textFaults),
    ...reading.articles.flatMap(({ source: { file } }) =>
      borrowedFaults(file, readFileSync(join(directory, file), "utf8")),
    ),
    ...rivalFaults(reading.articles),
    ...phrasingFaults(reading).filter((fault) => !followsFrom(fault, reading.faults)),
  ];
  const none: Fault[] = reading.articles.length > 0 || reading.faults.length > 0 ? [] : [noArticle];
  return {
    faults: once([...reading.faults, ...otherFaults, ...none, ...contentFaults]).toSorted(byFile),
    summary: summarise(reading),
  };
}

/** What is written once for several devices is at fault once. */
function once(faults: readonly Fault[]): Fault[] {
  const written = new Map(
    faults.map((fault) => [
      JSON.stringify([fault.file, fault.line, fault.fault, fault.path.replace(/\.on\.[a-z]+\./, ".on.")]),
      fault,
    ]),
  );
  return [...written.values()];
}

const noArticle: Fault = {
  file: "articles",
  path: "",
  fault: "there is no article",
  fix: "add one; knowledge/README.md says how",
};

/** Labels come from articles: one that could not be read would make all its phrasings look astray. */
function followsFrom({ file }: Fault, unread: readonly Fault[]): boolean {
  const causes = [file, "phrasings", file.replace("phrasings/", "articles/")];
  return unread.some((fault) => causes.includes(fault.file));
}

function byFile(one: Fault, other: Fault): number {
  return one.file.localeCompare(other.file) || (one.line ?? 0) - (other.line ?? 0);
}

function summarise({ articles, phrasings }: KnowledgeFiles): string {
  const steps = articles.flatMap(({ content }) => content.steps).length;
  const answers = articles.flatMap(({ content }) => content.answers).length;
  const said = [...mergePhrasings(phrasings.map(({ content }) => content)).values()].flat().length;
  return `The knowledge is sound. Articles: ${articles.length}, steps: ${steps} on ${devices.length} devices each, answers: ${answers}, phrasings: ${said}.`;
}
