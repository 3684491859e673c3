import { join, relative } from "node:path";
import { checkKnowledge } from "../../knowledge/check.ts";
import { describeFault } from "../../knowledge/faults.ts";
import { knowledgeDirectory } from "../../knowledge/load.ts";

/** `npm run knowledge:check`, for another directory than this one: `npm run knowledge:check -- DIRECTORY`. */
const directory = process.argv[2] ?? knowledgeDirectory;
const { faults, summary } = checkKnowledge(directory);

/** As seen from where the command was given, so that the name can be clicked or copied. */
const seenFromHere = (file: string): string => relative(process.cwd(), join(directory, file));

if (faults.length === 0) {
  process.stdout.write(`${summary}\n`);
} else {
  const lines = faults.map((fault) => describeFault({ ...fault, file: seenFromHere(fault.file) }));
  process.stderr.write(
    `${lines.join("\n")}\n${faults.length} ${faults.length === 1 ? "fault" : "faults"} in the knowledge\n`,
  );
  process.exitCode = 1;
}
