import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeDatabaseOn } from "../storage/support/make-database.ts";
import { startPostgres } from "../storage/support/postgres-server.ts";
import type { LegResult } from "./checker.ts";
import { type LegOptions, runLeg } from "./leg.ts";

/** How big it is. */
export type ChaosOptions = Pick<
  LegOptions,
  "seed" | "users" | "messages" | "thinkMs" | "every" | "mostDeeds" | "within" | "tell" | "plant"
>;

/** Three nodes on a PostgreSQL of their own. */
export async function chaosOnPostgres(options: ChaosOptions): Promise<LegResult> {
  const server = await startPostgres();
  try {
    const restartDatabase = async (): Promise<void> => {
      await server.stop();
      await server.start();
    };
    return await runLeg({
      ...options,
      name: "postgres",
      nodes: 3,
      databaseUrl: await makeDatabaseOn(server.url),
      restartDatabase,
    });
  } finally {
    await server.end();
  }
}

/** One node on SQLite. */
export async function chaosOnSqlite(options: ChaosOptions): Promise<LegResult> {
  const folder = mkdtempSync(join(tmpdir(), "assistant-chaos-"));
  try {
    return await runLeg({
      ...options,
      name: "sqlite",
      nodes: 1,
      databaseUrl: `sqlite:${join(folder, "store.db")}`,
      restartDatabase: null,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
