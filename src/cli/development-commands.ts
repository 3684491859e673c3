import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command, Option } from "commander";

import { CommandError } from "./command-error.ts";
import { describeUse } from "./describe-use.ts";

/** The commands whose code lies with the tests, so that a production installation has not got them. */
export function addDevelopmentCommands(program: Command): void {
  const bench = describeUse(program.command("bench"), {
    summary: "measure what a turn costs (development only)",
    description: "Measures what a turn costs next to the SDK's echo bot. A table, then one line of JSON.",
    examples: ["npx assistant bench", "npx assistant bench --only turns --rounds 3"],
  })
    .option("--rounds <number>", "rounds of each measurement (15)")
    .option("--turns <number>", "turns a round (600)")
    .option("--users <number>", "people at once (32)")
    .option("--warm-up <number>", "turns before anything is measured (12000)")
    .option("--stored <numbers>", "conversations in the database (1000,10000)")
    .option("--nodes <numbers>", "nodes on one PostgreSQL (1,2)")
    .option("--lines <file>", "what people say in the lifelike part, one line each (lines of our own)")
    .option("--json", "print the line of JSON alone")
    .option("--understanding", "compare the classifier with other libraries")
    .option("--only <parts>", "some of turns,start,stored,nodes");
  runs(bench, "test/bench/bench-command.ts");
  const growth = describeUse(program.command("growth"), {
    summary: "measure what more articles cost (development only)",
    description:
      "Makes copies of the project with so many articles, trains and starts each, and prints how well they are told apart and what that costs.",
    examples: ["npx assistant growth --articles 1,11,31,101", "npx assistant growth --articles 1 --phrasings 12,5"],
  })
    .option("--articles <numbers>", "how many (1,11)")
    .option("--phrasings <numbers>", "phrasings a label of the two smallest articles, each measured on lines of others")
    .option("--untrained", "without training, which only steps of their own need")
    .option("--wrong", "print the lines that are read as something else");
  runs(growth, "test/bench/articles/articles-command.ts");
  const soak = describeUse(program.command("soak"), {
    summary: "look for leaks over many turns (development only)",
    description: "Takes many turns in one process and says whether memory and handles stay flat.",
    examples: ["npx assistant soak", "npx assistant soak 100000 --stored"],
  })
    .argument("[turns]", "how many turns (50000)")
    .option("--stored", "each turn is another person's, and all of them stay in a file");
  runs(soak, "test/bench/soak.ts", ["--expose-gc"]);
  const fuzz = describeUse(program.command("fuzz"), {
    summary: "send broken input to every route (development only)",
    description:
      "Sends broken requests, frames and bytes to a service of its own; ends with 1 on a 5xx, growth or loss.",
    examples: ["npx assistant fuzz", "npx assistant fuzz --requests 5000 --seed 7"],
  })
    .option("--requests <number>", "how many (100000)")
    .option("--rounds <number>", "in how many rounds (10)")
    .option("--seed <number>", "the same seed sends the same (random)");
  runs(fuzz, "test/fuzz/fuzz-command.ts");
  const chaos = describeUse(program.command("chaos"), {
    summary: "kill nodes and databases while people talk (development only)",
    description:
      "Lets people and agents talk while nodes, databases and channels fail; ends with 1 when anything was lost, doubled, out of order or not deleted, or when the desk shows another delivery than there was.",
    examples: ["npx assistant chaos --short", "npx assistant chaos --users 200 --seed 7"],
  })
    .option("--users <number>", "people (200)")
    .option("--seed <number>", "the same seed chooses the same failures (random)")
    .option("--short", "fewer people, messages and failures")
    .option("--leg <names>", "some of postgres,fail-over,pooler,sqlite,channel (all)")
    .option("--away <minutes>", "the leg channel has its channel away for so long in true time as well (0)")
    .option("--plant", "claim a message that nobody sent: must end with 1");
  runs(chaos, "test/chaos/chaos-command.ts");
}

/** Lets a command run a script with the arguments that it was given, checked by then. */
function runs(command: Command, script: string, nodeFlags: readonly string[] = []): void {
  command.action(() => runDevelopmentScript(command.name(), script, argumentsOf(command), nodeFlags));
}

/** The command's arguments as the script takes them. */
function argumentsOf(command: Command): string[] {
  const given = command.options.flatMap((option: Option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value === undefined || value === false) return [];
    return typeof value === "string" ? [`${option.long}=${value}`] : [option.long ?? ""];
  });
  return [...given, ...command.args];
}

/**
 * Runs a script of this repository in a Node of its own and ends as it did. Throws a `CommandError` where the
 * installation has no development files.
 */
export async function runDevelopmentScript(
  name: string,
  script: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<void> {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  if (!existsSync(path))
    throw new CommandError(
      2,
      `assistant ${name} needs the development files (${script}), which a production installation has not got. Run it in a checkout of the repository, after npm ci.`,
    );
  const child = spawn(process.execPath, [...nodeFlags, path, ...args], { stdio: "inherit" });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, forward);
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}
