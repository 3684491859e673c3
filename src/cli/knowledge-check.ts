import { join, relative } from "node:path";

import { checkKnowledge } from "../../knowledge/check.ts";
import { describeFault } from "../../knowledge/faults.ts";
import { knowledgeDirectory } from "../../knowledge/load.ts";
import { CommandError } from "./command-error.ts";

/** Prints what the knowledge holds. Throws a `CommandError` with a line for each fault. */
export function checkKnowledgeDirectory(directory: string = knowledgeDirectory): void {
  const { faults, summary } = checkKnowledge(directory);
  if (faults.length === 0) {
    process.stdout.write(`${summary}\n`);
    return;
  }
  // Relative to the working directory, so that the name can be clicked or copied.
  const fileOf = (file: string): string => relative(process.cwd(), join(directory, file));
  const lines = faults.map((fault) => describeFault({ ...fault, file: fileOf(fault.file) }));
  const count = `${faults.length} ${faults.length === 1 ? "fault" : "faults"} in the knowledge`;
  throw new CommandError(1, [...lines, count].join("\n"));
}
