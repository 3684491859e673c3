import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";

import { showProgress } from "../../src/cli/progress-bar.ts";
import { startLoad } from "./load/start-load.ts";
import { lifelikeOrFrom } from "./lines-from-file.ts";
import { benchNodes } from "./nodes.ts";
import { jsonOf, type Results, tableOf } from "./report.ts";
import { canPin } from "./start-pinned.ts";
import { benchFolder } from "./start-service.ts";
import { benchStartUp } from "./start-up.ts";
import { benchStored } from "./stored.ts";
import { benchTurns } from "./turns.ts";
import { benchUnderstanding } from "./understanding-bench.ts";

/**
 * `npm run bench`: what a turn costs beside the SDK's echo bot, measured in the same run. A table, then one line of
 * JSON.
 * `--rounds 15 --turns 600 --users 32 --warm-up 12000`, `--stored 1000,100000` (conversations in the database),
 * `--nodes 1,2,4`, `--understanding`;
 * `--lines FILE` (what people say in the lifelike part), `--json` (the line of JSON alone);
 * `--only stored,nodes` leaves the other parts out.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    turns: { type: "string", default: "600" },
    users: { type: "string", default: "32" },
    "warm-up": { type: "string", default: "12000" },
    stored: { type: "string", default: "1000,10000" },
    nodes: { type: "string", default: "1,2" },
    understanding: { type: "boolean", default: false },
    lines: { type: "string" },
    json: { type: "boolean", default: false },
    only: { type: "string", default: "turns,start,stored,nodes" },
  },
});

const numbers = (list: string): number[] => list.split(",").map(Number).filter(Boolean);
/**
 * Many short rounds: the machine's own phases last some seconds and weigh up to a fifth. A server runs for days, and
 * Node compiles on and on for the first thousands of turns, ours as well as the echo bot's: it takes some 12,000 until
 * what they cost falls no more.
 */
const effort = {
  rounds: Number(values.rounds),
  turns: Number(values.turns),
  users: Number(values.users),
  warmUp: Number(values["warm-up"]),
  onRound: (): void => progress.show((rounds += 1)),
};
/** Comparisons of ours with ours. */
const lessEffort = { ...effort, rounds: 3, warmUp: Math.ceil(effort.warmUp / 4) };

const parts = values.only.split(",");
/** Warming up counts as a round. */
const roundsOf = {
  turns: effort.rounds + 1,
  stored: numbers(values.stored).length * (lessEffort.rounds + 1),
  nodes: numbers(values.nodes).length * (lessEffort.rounds + 1),
};
const allRounds = Object.entries(roundsOf).reduce((sum, [part, count]) => sum + (parts.includes(part) ? count : 0), 0);
const progress = showProgress("Measuring", allRounds);
let rounds = 0;
const lines = lifelikeOrFrom(values.lines);
const folder = benchFolder();
const load = await startLoad(1);
try {
  const results: Results = {
    machine: {
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? "",
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
      pinned: canPin,
    },
    turns: parts.includes("turns") ? await benchTurns(load, { folder: folder.path, effort, lines }) : new Map(),
    startUp: parts.includes("start") ? await benchStartUp(folder.path, 3) : null,
    stored: parts.includes("stored")
      ? await benchStored(load, { folder: folder.path, sizes: numbers(values.stored), effort: lessEffort })
      : [],
    nodes: parts.includes("nodes") ? await benchNodes(load, numbers(values.nodes), lessEffort) : [],
    understanding: values.understanding ? await benchUnderstanding() : null,
  };
  progress.end();
  const table = values.json ? [] : tableOf(results);
  process.stdout.write(`${[...table, jsonOf(results)].join("\n")}\n`);
} finally {
  load.stop();
  folder.remove();
}
