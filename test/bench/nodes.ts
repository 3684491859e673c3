import pg from "pg";

import { makeDatabaseOn } from "../storage/support/make-database.ts";
import { startPostgres } from "../storage/support/postgres-server.ts";
import { cpuOfTree } from "./cpu-of-tree.ts";
import type { Load } from "./load/start-load.ts";
import { type Counts, type Effort, measure, type Measured } from "./measure.ts";
import { startService } from "./start-service.ts";
import type { Started } from "./start-pinned.ts";

/**
 * Several nodes on one PostgreSQL; people hop between them from talk to talk. All of them on cores of this one machine.
 */
export type Nodes = { nodes: number; fsync: string; turn: Measured };

/** Measures a turn on PostgreSQL with one, two, … nodes. */
export async function benchNodes(load: Load, counts: readonly number[], effort: Effort): Promise<Nodes[]> {
  const server = await startPostgres({ fsync: true });
  const results: Nodes[] = [];
  try {
    for (const nodes of counts) {
      const databaseUrl = await makeDatabaseOn(server.url);
      const watch = await watchDatabase(databaseUrl, server.pid());
      const turn = await measureNodes(load, { databaseUrl, nodes, effort, counted: watch.counted });
      results.push({ nodes, fsync: watch.fsync, turn });
      await watch.end();
    }
  } finally {
    await server.end();
  }
  return results;
}

type Watch = { fsync: string; counted(): Promise<Counts>; end(): Promise<void> };

/** What the database server does for a turn: microseconds of all its processes, transactions, bytes of its log. */
async function watchDatabase(url: string, pid: number): Promise<Watch> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ fsync: string }>("show fsync");
  return {
    fsync: rows[0]?.fsync ?? "",
    async counted() {
      const counts = await client.query<{ wal: string; transactions: string }>(
        "select pg_current_wal_lsn() - '0/0' as wal, xact_commit as transactions from pg_stat_database where datname = current_database()",
      );
      const { wal = 0, transactions = 0 } = counts.rows[0] ?? {};
      return { databaseCpu: cpuOfTree(pid), walBytes: Number(wal), transactions: Number(transactions) };
    },
    end: () => client.end(),
  };
}

type Measuring = { databaseUrl: string; nodes: number; effort: Effort; counted: () => Promise<Counts> };

async function measureNodes(load: Load, { databaseUrl, nodes, effort, counted }: Measuring): Promise<Measured> {
  const servers: Started[] = [];
  try {
    for (let at = 0; at < nodes; at += 1) servers.push(await startService({ databaseUrl, core: at % 2 }));
    const measured = await measure(load, [{ name: "turn", servers, as: "posted", counted }], effort);
    const turn = measured.get("turn");
    if (!turn) throw new Error("nothing was measured");
    return turn;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
