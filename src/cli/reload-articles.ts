import { watch } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";

import type { Article } from "../../knowledge/article.ts";
import { describeFault, KnowledgeFaults } from "../../knowledge/faults.ts";
import { knowledgeDirectory, loadArticles } from "../../knowledge/load.ts";

/** Reads the articles again and passes them on; with a fault in any of them the former stay, and the log names it. */
export function reloadArticles(options: {
  replace: (articles: readonly Article[]) => void;
  log: Pick<Logger, "info" | "error">;
  directory?: string;
}): void {
  const { replace, log, directory } = options;
  try {
    const articles = loadArticles(directory);
    replace(articles);
    log.info({ articles: articles.length }, "articles reloaded");
  } catch (error) {
    const faults = error instanceof KnowledgeFaults ? { faults: error.faults.map(describeFault) } : { err: error };
    log.error(faults, "articles not reloaded, the former stay");
  }
}

/** Editors write a file in several steps, and save several files at once. */
const settleMs = 300;

/** What the service reads; phrasings are for training. */
const articleFolders = ["articles", "steps"];

/** Calls `changed` after files of the articles or of their shared steps changed; until the returned function is called. */
export function watchArticles(
  changed: () => void,
  directory: string = knowledgeDirectory,
  folders: readonly string[] = articleFolders,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(join(directory, folder), () => {
      clearTimeout(timer);
      timer = setTimeout(changed, settleMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
