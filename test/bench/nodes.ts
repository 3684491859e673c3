import { makeDatabaseOn } from "../storage/support/make-database.ts";
import { startPostgres } from "../storage/support/postgres-server.ts";
import type { Load } from "./load/start-load.ts";
import { type Effort, measure, type Measured } from "./measure.ts";
import { startService } from "./start-service.ts";
import type { Started } from "./start-pinned.ts";

/**
 * Several nodes on one PostgreSQL; people hop between them from talk to talk. All of them on cores of this one machine.
 */
export type Nodes = { nodes: number; turn: Measured };

/** Measures a turn on PostgreSQL with one, two, … nodes. */
export async function benchNodes(load: Load, counts: readonly number[], effort: Effort): Promise<Nodes[]> {
  const server = await startPostgres();
  const results: Nodes[] = [];
  try {
    for (const nodes of counts)
      results.push({ nodes, turn: await measureNodes(load, await makeDatabaseOn(server.url), nodes, effort) });
  } finally {
    await server.end();
  }
  return results;
}

async function measureNodes(load: Load, databaseUrl: string, nodes: number, effort: Effort): Promise<Measured> {
  const servers: Started[] = [];
  try {
    for (let at = 0; at < nodes; at += 1) servers.push(await startService({ databaseUrl, core: at % 2 }));
    const measured = await measure(load, [{ name: "turn", servers, as: "posted" }], effort);
    const turn = measured.get("turn");
    if (!turn) throw new Error("nothing was measured");
    return turn;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
