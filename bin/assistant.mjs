#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

/**
 * The command `assistant`, in plain JavaScript so that any Node from 20 on can read it. The sources need Node 24 and
 * `start` needs a flag of V8, so where the running Node has not both, the command runs in a child process: on the
 * Node that the project brings as a dev dependency where this one is older, with signals and exit code passed through.
 */
const neededMajor = 24;
/** Flags that V8 reads only when the process starts. */
const startFlags = ["--max-semi-space-size=16"];

const pathOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const args = process.argv.slice(2);
const missingFlags = (args[0] === "start" ? startFlags : []).filter((flag) => !process.execArgv.includes(flag));
const isOld = Number(process.versions.node.split(".")[0]) < neededMajor;

if (isOld || missingFlags.length > 0) runInChild();
else await runHere();

async function runHere() {
  // Only a convenience: without a folder that can be written to, the sources are compiled anew at each start.
  const compiled = pathOf("dist/compiled");
  module.enableCompileCache(compiled);
  // For the threads, whose sources would else be compiled each time.
  process.env.NODE_COMPILE_CACHE ??= compiled;
  const { runAssistant } = (await importBuilt()) ?? (await import("../src/cli/assistant.ts"));
  await runAssistant(args);
}

/** The service as built, for `start` alone: the other commands need other modules. Null where it runs from its sources. */
async function importBuilt() {
  if (args[0] !== "start") return null;
  const { builtModule } = await import("../src/cli/bundle.ts");
  const entry = builtModule(pathOf(""));
  if (entry === null) return null;
  /** @type {unknown} */
  const asBuilt = await import(new URL(`../${entry}`, import.meta.url).href);
  return /** @type {typeof import("../src/cli/assistant.ts")} */ (asBuilt);
}

function runInChild() {
  const node = isOld ? nodeOfProject() : process.execPath;
  if (node === undefined) {
    process.stderr.write(
      `assistant needs Node ${neededMajor} or newer, and this is ${process.versions.node}. Run npm ci, which brings it.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, [...process.execArgv, ...missingFlags, pathOf("bin/assistant.mjs"), ...args], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void child.kill(signal));
  child.once("error", (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function nodeOfProject() {
  return ["node_modules/node/bin/node", "node_modules/node/bin/node.exe"].map(pathOf).find((file) => existsSync(file));
}
