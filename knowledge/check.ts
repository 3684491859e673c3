import { articleFaults, rivalFaults } from "./article-checks.ts";
import { devices } from "./article.ts";
import { readCannedReplies } from "./canned-replies.ts";
import type { Fault } from "./faults.ts";
import type { Reading } from "./load.ts";
import { joined, readKnowledge } from "./load.ts";
import { phrasingFaults } from "./phrasing-checks.ts";
import { textFaults } from "./text-checks.ts";

/** All faults of a knowledge directory at once, and what it holds in one line. */
export type Checked = { readonly faults: readonly Fault[]; readonly summary: string };

/** Reads the directory and holds it against the laws of content, which say more than the shapes can. */
export function checkKnowledge(directory: string): Checked {
  const reading = readKnowledge(directory);
  const cannedFaults: Fault[] = [];
  readCannedReplies(directory, cannedFaults);
  const laws = [
    ...reading.articles.flatMap((read) => [...articleFaults(read), ...textFaults(read)]),
    ...rivalFaults(reading.articles),
    ...phrasingFaults(reading).filter((fault) => !followsFrom(fault, reading.faults)),
  ];
  const none: Fault[] = reading.articles.length > 0 || reading.faults.length > 0 ? [] : [noArticle];
  return {
    faults: [...reading.faults, ...cannedFaults, ...none, ...laws].toSorted(byFile),
    summary: summarise(reading),
  };
}

const noArticle: Fault = {
  file: "articles",
  path: "",
  fault: "there is no article",
  mend: "add one; knowledge/README.md says how",
};

/** Labels come from articles: one that could not be read would make all its phrasings look astray. */
function followsFrom({ file }: Fault, unread: readonly Fault[]): boolean {
  const causes = [file, "phrasings", file.replace("phrasings/", "articles/")];
  return unread.some((fault) => causes.includes(fault.file));
}

function byFile(one: Fault, other: Fault): number {
  return one.file.localeCompare(other.file) || (one.line ?? 0) - (other.line ?? 0);
}

function summarise({ articles, phrasings }: Reading): string {
  const steps = articles.flatMap(({ content }) => content.steps).length;
  const answers = articles.flatMap(({ content }) => content.answers).length;
  const said = [...joined(phrasings.map(({ content }) => content)).values()].flat().length;
  return `The knowledge is sound. Articles: ${articles.length}, steps: ${steps} on ${devices.length} devices each, answers: ${answers}, phrasings: ${said}.`;
}
