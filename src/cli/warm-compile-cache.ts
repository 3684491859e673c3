import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * Warms Node's compile cache: starts the service once on a database of its own and a free port, and ends it. Without it
 * the first real start takes twice as long as all that follow. A part of `npm ci` (`prepare`) and of the image, which
 * must never fail because of it: whatever happens, this ends with 0 and at most a line on stderr.
 */

const timeoutMs = 30_000;

/** Resolves with whether the service started and stopped; rejects where there is no room for a database. */
async function startOnce(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "compile-"));
  const assistant = fileURLToPath(new URL("../../bin/assistant.mjs", import.meta.url));
  const env = { PORT: "0", DATABASE_URL: `sqlite:${join(folder, "store.db")}`, STATUS_FEED: "off", LOG_LEVEL: "debug" };
  // In its own folder, so that no .env adds to these settings; with the flags of a real start, which the cache is for.
  const child = spawn(process.execPath, ["--max-semi-space-size=16", assistant, "start"], {
    env,
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  // Not when it is ready: threads and packages that the first messages need are loaded after that.
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes('"warmed up"')) child.kill("SIGTERM");
  });
  return new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

if (!(await startOnce().catch(() => false)))
  process.stderr.write("The compile cache could not be warmed. The first start will take a little longer.\n");
