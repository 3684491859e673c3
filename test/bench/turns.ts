import { join } from "node:path";

import type { Load } from "./load/start-load.ts";
import { type Counts, type Effort, measure, type Measured, type Scenario } from "./measure.ts";
import { startPinned, type Started } from "./start-pinned.ts";
import { startService } from "./start-service.ts";

/**
 * What a turn costs: ours and the echo bot's in the same run, each with replies posted and with `expectReplies`, and the
 * floor, which stores the same and understands nothing. `lines`: what people really write. A person alone and an open loop
 * show latency without saturation.
 */
export async function benchTurns(
  load: Load,
  { folder, effort, lines }: { folder: string; effort: Effort; lines: readonly string[] },
): Promise<Map<string, Measured>> {
  const [restify, echo, agents, floor] = await Promise.all([
    startPinned({ script: "test/bench/servers/bare-restify.ts", core: 0 }),
    startPinned({ script: "test/bench/servers/echo-bot.ts", core: 0 }),
    // It takes unsigned activities only outside of production.
    startPinned({ script: "test/bench/servers/agents-echo.ts", core: 0, env: { NODE_ENV: "development" } }),
    startPinned({ script: "test/bench/servers/floor.ts", core: 0, env: { FLOOR_DATABASE: join(folder, "floor.db") } }),
  ]);
  const full = await startService({ databaseUrl: `sqlite:${join(folder, "full.db")}` });
  const normal = await startService({ databaseUrl: `sqlite:${join(folder, "normal.db")}`, durability: "normal" });
  const ofFull = { servers: [full], as: "web", warmUp: false, counted: () => transformerCountsOf(full) } as const;
  const scenarios: Scenario[] = [
    { name: "restify", servers: [restify], as: "answered" },
    { name: "echo", servers: [echo], as: "posted" },
    { name: "agentsEcho", servers: [agents], as: "posted" },
    { name: "turn", servers: [full], as: "posted" },
    { name: "turnNormal", servers: [normal], as: "posted" },
    { name: "echoExpectReplies", servers: [echo], as: "expectReplies" },
    { name: "agentsEchoExpectReplies", servers: [agents], as: "expectReplies" },
    { name: "turnExpectReplies", servers: [full], as: "expectReplies" },
    { name: "floor", servers: [floor], as: "web" },
    { name: "turnDirectLine", servers: [full], as: "web", counted: () => transformerCountsOf(full) },
    { ...ofFull, name: "turnLifelike", lines },
    { ...ofFull, name: "alone", users: 1, turns: 60 },
    { ...ofFull, name: "openLoop", users: 100, turns: 200, perSecond: 50 },
    { ...ofFull, name: "openLoopLifelike", users: 100, turns: 200, perSecond: 50, lines },
  ];
  try {
    return await measure(load, scenarios, effort);
  } finally {
    await Promise.all([restify, echo, agents, floor].map((server) => server.stop("SIGKILL")));
    await Promise.all([full.stop(), normal.stop()]);
  }
}

const transformerMetrics =
  /^assistant_(?:transformer_requests_total\{result="(?<result>\w+)"\}|transformer_cpu_(?<cpu>seconds)_total) (?<value>\S+)$/gm;

/** What became of the texts for the transformer, and the microseconds of processor time that its thread took. */
async function transformerCountsOf({ url }: Started): Promise<Counts> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = { textsGiven: 0, textsRemembered: 0, textsDropped: 0, transformerCpu: 0 };
  for (const { groups = {} } of metrics.matchAll(transformerMetrics)) {
    const value = Number(groups["value"]);
    if (groups["cpu"]) counts.transformerCpu += value * 1e6;
    else if (groups["result"] === "given") counts.textsGiven += value;
    else if (groups["result"] === "remembered") counts.textsRemembered += value;
    else counts.textsDropped += value;
  }
  return counts;
}
