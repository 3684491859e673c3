import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What a process has used since its start: microseconds of all its threads, bytes of memory now. */
export type Usage = { cpu: number; rss: number };

/**
 * Milliseconds by which the event loop came later to what was due; a millisecond of it is that of the watching itself.
 */
export type LoopDelay = { p50: number; p99: number; max: number };

/** A server in a process of its own. */
export type Started = {
  url: string;
  /** Milliseconds from the start of the process until it said that it serves. */
  startedIn: number;
  usage(): Promise<Usage>;
  /** Since it was asked last; the first time nothing, as watching begins then. */
  loopDelay(): Promise<LoopDelay>;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** `script` is relative to the project's root and gets `args`; the server says `http://127.0.0.1:PORT` on stdout once it serves. */
export type StartOptions = {
  script: string;
  args?: readonly string[];
  flags?: readonly string[];
  core: number;
  env?: Readonly<Record<string, string>>;
};

const root = fileURLToPath(new URL("../../", import.meta.url));
const teller = fileURLToPath(new URL("tell-usage.mjs", import.meta.url));

/** Whether processes can be kept on a core each, so that the load does not take time from what is measured. */
export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["-c", "0", "true"]).status === 0;

/** Starts a Node process on a core, its parent's word being the only channel to it. */
export function spawnPinned(options: StartOptions, stdout: "pipe" | "ignore"): ChildProcess {
  const node = [
    process.execPath,
    ...(options.flags ?? []),
    "--disable-warning=ExperimentalWarning",
    "--import",
    teller,
    root + options.script,
    ...(options.args ?? []),
  ];
  const [command = "", ...args] = canPin ? ["taskset", "-c", String(options.core), ...node] : node;
  return spawn(command, args, {
    cwd: root,
    env: { ...baseEnv(), ...options.env },
    stdio: ["ignore", stdout, "inherit", "ipc"],
  });
}

/** Starts a server and waits until it serves. */
export async function startPinned(options: StartOptions): Promise<Started> {
  const began = performance.now();
  const child = spawnPinned(options, "pipe");
  const url = await addressOf(child, options.script);
  const startedIn = performance.now() - began;
  return {
    url,
    startedIn,
    async usage() {
      child.send("usage");
      const [usage] = (await once(child, "message")) as [Usage];
      return usage;
    },
    async loopDelay() {
      child.send("loop");
      const [delay] = (await once(child, "message")) as [LoopDelay];
      return delay;
    },
    async stop(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}

/** Settings of whoever runs this must not leak into what is measured. */
function baseEnv(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", NODE_ENV: "production" };
}

async function addressOf(child: ChildProcess, script: string): Promise<string> {
  if (!child.stdout) throw new Error(`${script} has no output`);
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (!found) continue;
    // Read on, or a full pipe would hold the server up.
    child.stdout.resume();
    return found;
  }
  throw new Error(`${script} ended before it served`);
}
