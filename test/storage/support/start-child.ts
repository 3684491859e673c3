import { fileURLToPath } from "node:url";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

export type Child = {
  process: ChildProcess;
  lines: string[];
  /** Resolves when so many lines of this kind were said. */
  said(kind: string, count: number): Promise<void>;
  /** Resolves when it is gone and all it said is in `lines`. */
  gone: Promise<void>;
};

/** Starts `child.ts`. With `mostBytes`, no file it writes may grow beyond that: the disk is full then. */
export function startChild(
  url: string,
  conversations: number,
  options: { durability?: string; mostBytes?: number } = {},
): Child {
  const script = fileURLToPath(new URL("./child.ts", import.meta.url));
  const command = `${options.mostBytes ? `ulimit -f ${Math.ceil(options.mostBytes / 512)}; ` : ""}exec "$0" "$@"`;
  const child = spawn(
    "sh",
    ["-c", command, process.execPath, script, url, String(conversations), options.durability ?? "full"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const reading = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const gone = Promise.all([once(child, "exit"), once(reading, "close")]).then(() => undefined);
  return {
    process: child,
    lines,
    gone,
    async said(kind, count) {
      const enough = (): boolean => lines.filter((line) => line.startsWith(kind)).length >= count;
      while (!enough()) {
        const more = await Promise.race([once(reading, "line"), gone.then(() => null)]);
        if (!more && !enough())
          throw new Error(`It ended before it said '${kind}' ${count} times: ${lines.slice(-3).join(" | ")}`);
      }
    },
  };
}
