import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chat } from "../chat.ts";
import { reloadArticles, watchArticles } from "../reload-articles.ts";
import { CommandError } from "../command-error.ts";
import { scoringTransformer } from "../with-classifier.ts";
import { requireArticle } from "./article-check.ts";
import { serveAuthorPage } from "./try-page.ts";

/** A production installation has none. */
const developmentFiles = fileURLToPath(new URL("../../../test", import.meta.url));

/** Serves the page of an article until the process is stopped; only where the project is developed. */
export async function tryOnPage(id: string, port: number): Promise<void> {
  requireArticle(id);
  if (!existsSync(developmentFiles))
    throw new CommandError(1, "The page is for writing articles, not for a production installation.");
  await scoringTransformer(async (score) => {
    const page = await serveAuthorPage({ id, score, port });
    process.stdout.write(`${id} is shown on ${page.url} and read again when you save. Ctrl+C ends it.\n`);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await page.close();
  });
}

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
