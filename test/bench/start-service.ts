import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startPinned, type Started } from "./start-pinned.ts";

/** A folder for one bench, and the way to be rid of it. */
export function benchFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "assistant-bench-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

type Package = { scripts: { start: string } };
const { scripts } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Package;
/** What `npm start` tells Node: how much memory may be spared before garbage is looked for. */
const flags = scripts.start.split(" ").filter((word) => word.startsWith("--"));

/**
 * Starts the service as `npm start` does, on a database of this bench; `limited` with the limits of the open internet,
 * behind one proxy.
 */
export function startService(options: {
  databaseUrl: string;
  durability?: "full" | "normal";
  core?: number;
  limited?: boolean;
}): Promise<Started> {
  const { databaseUrl, durability = "full", core = 0, limited = false } = options;
  const limits = limited ? { RATE_LIMITS: "on", TRUST_PROXY: "1" } : { RATE_LIMITS: "off" };
  return startPinned({
    // Not `src/main.ts`: before its cache is on, Node loads its translator of TypeScript for that file, 15 MB.
    script: "bin/assistant.mjs",
    args: ["start"],
    flags,
    core,
    env: {
      PORT: "0",
      STATUS_FEED: "off",
      EMULATOR: "on",
      DATABASE_URL: databaseUrl,
      DURABILITY: durability,
      ...limits,
    },
  });
}
