import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { knowledgeDirectory, type Phrasings, phrasingsOfSteps, readKnowledge } from "../../../knowledge/load.ts";
import { CommandError } from "../command-error.ts";

/** The phrasings of all other files, whose labels need no lines of the draft's own. */
export function otherPhrasings(id: string): readonly Phrasings[] {
  const own = `phrasings/${id}.yaml`;
  const { phrasings, steps } = readKnowledge(knowledgeDirectory);
  return [...phrasings, ...phrasingsOfSteps(steps)]
    .filter(({ source }) => source.file !== own)
    .map(({ content }) => content);
}

/** The paths of an article's three files, from the root of the project. */
const pathsOf = (id: string) => ({
  draft: `knowledge/articles/${id}.yaml`,
  phrasings: `knowledge/phrasings/${id}.yaml`,
  talks: `knowledge/articles/${id}.talks.md`,
});

const fileOf = (path: string): string => join(knowledgeDirectory, "..", path);

/** Throws where one of the article's files is there already. */
export function requireFree(id: string): void {
  const taken = Object.values(pathsOf(id)).find((path) => existsSync(fileOf(path)));
  if (taken !== undefined) throw new CommandError(1, `${taken} is there already. Remove it, or choose another name.`);
}

/** Writes the files of an article that is begun, and says what comes next. */
export function writeDraft(id: string, texts: Readonly<Record<keyof ReturnType<typeof pathsOf>, string>>): void {
  requireFree(id);
  const paths = pathsOf(id);
  for (const name of ["draft", "phrasings", "talks"] as const) writeFileSync(fileOf(paths[name]), texts[name]);
  process.stdout.write(
    `${paths.draft}, ${paths.phrasings} and ${paths.talks} are begun.\nFill every TODO in them, then run: npx assistant article check ${id}\n`,
  );
}
