import { flushCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import type { Logger } from "pino";

import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { yamlCache } from "../../knowledge/yaml-cache.ts";
import { createApp } from "../app.ts";
import type { App } from "../composition/lifecycle.ts";
import { createLogger, redirectConsole } from "../common/logger.ts";
import { type Config, unknownSettings } from "../config/settings.ts";
import { transformerFile } from "../understanding/load-models.ts";
import { CommandError, requireConfig } from "./command-error.ts";
import { packageVersion } from "./package-version.ts";
import { readyMessage } from "./ready-message.ts";
import { reloadArticles, watchArticles } from "./reload-articles.ts";

/**
 * Percent by which the heap may grow before garbage is collected. Left to itself, Node let it grow to the fourfold: 505
 * MB were held after 20,000 turns, of which 60 were in use.
 */
const heapGrowingPercent = 40;

/** Beside Node's compiled sources: what was read of the knowledge, for the next start. */
const yamlCacheFile = fileURLToPath(new URL("../../dist/compiled/knowledge.json", import.meta.url));

/** A stop that takes longer is cut short: process managers kill the process soon after. */
const stopWithinMs = 9_000;

/**
 * Starts the service with the settings of the environment. On SIGHUP, and with `watch` when their files change, it takes
 * the articles as they are then. It ends the process itself, on a signal or an uncaught
 * exception. Throws a `CommandError` when it cannot be started.
 */
export async function start({ watch = false }: { watch?: boolean } = {}): Promise<void> {
  const config = requireConfig();
  const log = createLogger({ level: config.logLevel, readable: process.stdout.isTTY });
  redirectConsole(log);
  for (const { name, message } of unknownSettings()) log.warn({ setting: name }, message);
  try {
    await run(config, log, watch);
  } catch (error) {
    throw listenError(error, config) ?? error;
  }
}

async function run(config: Config, log: Logger, watch: boolean): Promise<void> {
  yamlCache.enable(yamlCacheFile);
  const app = await createApp({
    config,
    log,
    articles: loadArticles(),
    cannedReplies: loadCannedReplies(),
    transformerFile,
  });
  stopOnSignals(app, log);
  const reload = (): void => reloadArticles({ replace: app.replaceArticles, log });
  process.on("SIGHUP", reload);
  if (watch) watchArticles(reload);
  const { port } = await app.start();
  // Not by the command line: what Node brings along compiled is for its own settings, and is compiled again for others;
  // and what is kept of our sources must be written before, or the next start could not use it for the same reason.
  flushCompileCache();
  yamlCache.flush();
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
  const token = app.madeAgent?.token ?? null;
  const terminal = process.stdout.isTTY;
  process.stdout.write(readyMessage({ config, port, version: packageVersion(), token, terminal }));
}

function stopOnSignals(app: App, log: Logger): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), stopWithinMs + 500).unref();
    void app.stop(stopWithinMs).then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, "graceful shutdown failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const end = (err: unknown): void => {
    log.fatal({ err }, "uncaught exception, exiting");
    process.exit(1);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

/** A port or host that cannot be listened on is a matter of settings, so it is said without a stack. */
function listenError(error: unknown, { host, port }: Config): CommandError | null {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== "listen" && syscall !== "getaddrinfo") return null;
  if (code === "EADDRINUSE") return new CommandError(1, `Port ${port} is taken. Set PORT, or stop what listens there.`);
  if (code === "EACCES")
    return new CommandError(1, `Port ${port} needs rights that this process has not got. Set PORT to 1024 or more.`);
  return new CommandError(
    1,
    `${host} is no address of this machine (${code}). Set HOST to one, such as 127.0.0.1 or 0.0.0.0.`,
  );
}
