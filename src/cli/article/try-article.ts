import { chat } from "../chat.ts";
import { reloadArticles, watchArticles } from "../reload-articles.ts";
import { requireArticle } from "./article-check.ts";

/** A chat in the terminal with the articles as they are, one of them being written: files that change are read again. */
export async function tryArticle(id: string): Promise<void> {
  requireArticle(id);
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const log = {
    info: () => tell("(The articles changed and are read again.)"),
    error: (fields: unknown) => tell(faultsIn(fields)),
  };
  await chat(({ replaceArticles }) => {
    watchArticles(() => reloadArticles({ replace: replaceArticles, log }));
    tell(`Trying ${id}: name its brand and code. What you save is read again; new phrasings need npx assistant train.`);
  });
}

function faultsIn(fields: unknown): string {
  const { faults, err } = fields as { faults?: readonly string[]; err?: unknown };
  return ["(The articles changed and have faults; the former ones stay.)", ...(faults ?? [String(err)])].join("\n");
}
