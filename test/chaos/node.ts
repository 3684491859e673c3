import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/settings.ts";
import { createLogger } from "../../src/common/logger.ts";
import { editions } from "./editions.ts";
import type { NodeState } from "./fleet.ts";

/**
 * One node of the service in a process of its own, as `src/main.ts` starts it, on a machine whose clock jumps to where
 * it is told. Its articles change when it is told so.
 */

const read = readConfig();
if (!read.ok) throw new Error(read.faults.join("\n"));
let state = JSON.parse(process.argv[2] ?? "") as NodeState;
process.on("disconnect", () => process.exit(1));
const trueTime = Date.now;
Date.now = () => trueTime() + state.ahead;
const app = await createApp({
  config: read.config,
  log: createLogger({ level: "fatal", readable: false }),
  articles: editions[state.edition]!,
});
process.on("message", (message) => {
  const { edition } = state;
  state = message as NodeState;
  if (state.edition !== edition) app.replaceArticles(editions[state.edition]!);
});
const { port } = await app.start();
process.send?.(port);
