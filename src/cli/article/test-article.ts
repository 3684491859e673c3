import { knowledgeDirectory, loadKnowledge } from "../../../knowledge/load.ts";
import { CommandError } from "../command-error.ts";
import { withAuthorUnderstanding } from "./author-understanding.ts";
import { requireArticle } from "./article-check.ts";
import { readTalks, runTalks, talksFile } from "./talks.ts";

/** Runs the talks of an article and prints what went another way; the process ends with 1 where one did. */
export async function testArticle(id: string): Promise<void> {
  requireArticle(id);
  const file = talksFile(knowledgeDirectory, id);
  const talks = readTalks(file);
  if (talks === null)
    throw new CommandError(
      1,
      `There are no talks: write knowledge/articles/${id}.talks.md as knowledge/README.md shows.`,
    );
  const knowledge = loadKnowledge();
  const onTraining = (): void => void process.stderr.write("Learning the phrasings, which takes a minute or two …\n");
  const faults = await withAuthorUnderstanding(knowledge, onTraining, ({ interpret }) =>
    runTalks(talks, { articles: knowledge.articles, understand: interpret }),
  );
  for (const { talk, line, fault } of faults)
    process.stdout.write(`knowledge/articles/${id}.talks.md, line ${line} (${talk}): ${fault}\n`);
  process.stdout.write(`${talks.length - faults.length} of ${talks.length} talks go as written\n`);
  process.exitCode = Number(faults.length > 0);
}
