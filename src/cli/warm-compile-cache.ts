import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Starts the service once on a database of its own and ends it, so that what Node makes of the sources is there before
 * the first real start: that would else take twice as long as all that follow. Part of the installation, which must not
 * fail for it.
 */

const longest = 30_000;

/** Rejects where there is no room for a database. */
async function startOnce(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "compile-"));
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const settings = {
    PORT: "0",
    DATABASE_URL: `sqlite:${join(folder, "store.db")}`,
    STATUS_FEED: "off",
    LOG_LEVEL: "fatal",
  };
  const child = spawn(process.execPath, [main], {
    env: settings,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: longest,
  });
  // Its first words are that it is ready.
  child.stdout.once("data", () => child.kill("SIGTERM"));
  return new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

if (!(await startOnce().catch(() => false)))
  console.warn("The service could not be started for a try. Its first start will take a little longer.");
