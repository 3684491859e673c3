import { flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

import { en } from "../../dialogs/wording/en.ts";
import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { createApp } from "../app.ts";
import { exitCodeOfWrongSettings, readConfig, type Config } from "../config/settings.ts";
import { AppError } from "../common/errors.ts";
import { createLogger, redirectConsole } from "../common/logger.ts";
import { opinionFile } from "../understanding/load-models.ts";

/**
 * Percent by which the heap may grow before garbage is looked for. Left to itself, Node let it grow to the fourfold:
 * 505 MB were held after 20,000 turns, of which 60 were in use.
 */
const heapGrowth = 40;

/** The service: reads its settings, starts, and ends in order. */

/** A stop that takes longer is cut short: whoever manages the process kills it soon after. */
const stopWithin = 9_000;

async function run(config: Config): Promise<void> {
  const log = createLogger({ level: config.logLevel, readable: process.stdout.isTTY });
  redirectConsole(log);
  const app = await createApp({
    config,
    log,
    articles: loadArticles(),
    cannedReplies: loadCannedReplies(),
    opinionFile,
  });
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), stopWithin + 500).unref();
    void app.stop(stopWithin).then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, "the stop was not tidy");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const end = (err: unknown): void => {
    log.fatal({ err }, "an unforeseen fault: ending, so that nothing runs on half broken");
    process.exit(1);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  const { port } = await app.start();
  // Not by the command line: what Node brings along compiled is for its own settings, and is compiled anew for others;
  // and what is kept of our sources must be written before, or the next start could not use it for the same reason.
  flushCompileCache();
  setFlagsFromString(`--heap-growing-percent=${heapGrowth}`);
  const base = config.publicUrl ?? `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  process.stdout.write(en.ready(base, app.madeAgent?.token ?? null));
}

const read = readConfig();
if (!read.ok) {
  for (const fault of read.faults) process.stderr.write(`${fault}\n`);
  process.exit(exitCodeOfWrongSettings);
}
run(read.config).catch((error: unknown) => {
  process.stderr.write(
    error instanceof AppError ? `${error.message} ${error.remedy}\n` : `${(error as Error).stack ?? String(error)}\n`,
  );
  process.exit(1);
});
