import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The service in a process of its own. */
export type Service = {
  base: string;
  /** What it printed so far. */
  printed(): string;
  kill(signal: NodeJS.Signals): void;
  /** How it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/**
 * Starts it on loopback and waits until it is ready. `before` is a module's text that runs first; with `mostBytes` no
 * file may grow beyond that, as on a full disk.
 */
export async function startService(
  env: Record<string, string>,
  options: { before?: string; mostBytes?: number } = {},
): Promise<Service> {
  const first = options.before ? ["--import", `data:text/javascript,${encodeURIComponent(options.before)}`] : [];
  const limit = options.mostBytes ? `ulimit -f ${Math.ceil(options.mostBytes / 512)}; ` : "";
  const child = spawn("sh", ["-c", `${limit}exec "$0" "$@"`, process.execPath, ...first, main], {
    env: { PATH: process.env["PATH"], PORT: "0", STATUS_FEED: "off", DATABASE_URL: "sqlite::memory:", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const gone = ended.then(({ code }) => Promise.reject(new Error(`the service ended early with ${code}: ${text}`)));
  gone.catch(() => undefined);
  while (!text.includes("Chat page")) await Promise.race([once(child.stdout, "data"), gone]);
  const base = /http:\/\/[^\s/]+/.exec(text)?.[0] ?? "";
  return { base, printed: () => text, kill: (signal) => void child.kill(signal), ended };
}
