import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/settings.ts";
import { createLogger } from "../../src/common/logger.ts";
import { systemClock } from "../../src/common/clock.ts";
import { testArticles } from "../support/test-articles.ts";

/**
 * One node of the service in a process of its own, as `src/main.ts` starts it, but for its clock: that jumps to where
 * it is told.
 */

const read = readConfig();
if (!read.ok) throw new Error(read.faults.join("\n"));
let ahead = Number(process.argv[2] ?? 0);
process.on("message", (milliseconds) => (ahead = Number(milliseconds)));
process.on("disconnect", () => process.exit(1));
const app = await createApp({
  config: read.config,
  log: createLogger({ level: "fatal", readable: false }),
  articles: testArticles,
  clock: { now: () => Date.now() + ahead, after: systemClock.after },
});
const { port } = await app.start();
process.send?.(port);
