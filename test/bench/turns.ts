import { join } from "node:path";

import type { Load } from "./load/start-load.ts";
import { type Effort, measure, type Measured, type Scenario } from "./measure.ts";
import { startPinned } from "./start-pinned.ts";
import { startService } from "./start-service.ts";

/** What a turn costs: ours and the echo bot's in the same run, each with replies posted and with `expectReplies`. */
export async function benchTurns(load: Load, folder: string, effort: Effort): Promise<Map<string, Measured>> {
  const [restify, echo] = await Promise.all([
    startPinned({ script: "test/bench/servers/bare-restify.ts", core: 0 }),
    startPinned({ script: "test/bench/servers/echo-bot.ts", core: 0 }),
  ]);
  const full = await startService({ databaseUrl: `sqlite:${join(folder, "full.db")}` });
  const normal = await startService({ databaseUrl: `sqlite:${join(folder, "normal.db")}`, durability: "normal" });
  const scenarios: Scenario[] = [
    { name: "restify", servers: [restify], as: "answered" },
    { name: "echo", servers: [echo], as: "posted" },
    { name: "turn", servers: [full], as: "posted" },
    { name: "turnNormal", servers: [normal], as: "posted" },
    { name: "echoExpectReplies", servers: [echo], as: "expectReplies" },
    { name: "turnExpectReplies", servers: [full], as: "expectReplies" },
    { name: "turnDirectLine", servers: [full], as: "web" },
  ];
  try {
    return await measure(load, scenarios, effort);
  } finally {
    await Promise.all([restify.stop("SIGKILL"), echo.stop("SIGKILL"), full.stop(), normal.stop()]);
  }
}
