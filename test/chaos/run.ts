import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeDatabaseOn } from "../storage/support/make-database.ts";
import { needsPgBouncer, pgbouncerVersion, startPgBouncer } from "../storage/support/pgbouncer.ts";
import { startPostgresPair } from "../storage/support/postgres-pair.ts";
import { type PostgresServer, startPostgres } from "../storage/support/postgres-server.ts";
import type { LegResult } from "./checker.ts";
import { type LegOptions, runLeg } from "./leg.ts";

/** How big it is. */
export type ChaosOptions = Pick<
  LegOptions,
  | "seed"
  | "users"
  | "messages"
  | "thinkMs"
  | "awayMs"
  | "every"
  | "mostFaults"
  | "within"
  | "tell"
  | "plant"
  | "onPersonDone"
>;

/** A leg; null, after saying why, where the machine has not got what it needs. */
export type Leg = (options: ChaosOptions) => Promise<LegResult | null>;

/** By the names under which `--leg` chooses them. */
export const legs: Readonly<Record<string, Leg>> = {
  postgres: chaosOnPostgres,
  "fail-over": chaosOnPair,
  pooler: chaosBehindPooler,
  sqlite: (options) => onSqlite({ ...options, name: "sqlite" }),
  channel: (options) => onSqlite({ ...options, name: "channel", outside: true }),
};

/** Three nodes on a PostgreSQL of their own. */
async function chaosOnPostgres(options: ChaosOptions): Promise<LegResult> {
  const server = await startPostgres();
  try {
    const databaseUrl = await makeDatabaseOn(server.url);
    return await runLeg({ ...options, name: "postgres", nodes: 3, databaseUrl, breakDatabase: restartsOf(server) });
  } finally {
    await server.end();
  }
}

/** Three nodes on a primary with a synchronous standby: the primary is killed, the standby promoted. */
async function chaosOnPair(options: ChaosOptions): Promise<LegResult> {
  const pair = await startPostgresPair();
  try {
    const made = new URL(await makeDatabaseOn(pair.primaryUrl()));
    const standby = new URL(pair.standbyUrl());
    const databaseUrl = `postgres://${made.username}:${made.password}@${made.host},${standby.host}${made.pathname}`;
    const failOver = async (): Promise<void> => {
      await pair.failOver();
      await pair.rebuild();
    };
    const breakDatabase = { name: "fail-overs", act: failOver };
    return await runLeg({ ...options, name: "fail-over", nodes: 3, databaseUrl, breakDatabase });
  } finally {
    await pair.end();
  }
}

/** Three nodes that reach PostgreSQL through PgBouncer in transaction mode. */
async function chaosBehindPooler(options: ChaosOptions): Promise<LegResult | null> {
  if (pgbouncerVersion() === null) {
    options.tell(`pooler${needsPgBouncer}`);
    return null;
  }
  const server = await startPostgres();
  try {
    const listenUrl = await makeDatabaseOn(server.url);
    const pooler = await startPgBouncer(listenUrl);
    try {
      const urls = { databaseUrl: pooler.url, listenUrl };
      return await runLeg({ ...options, ...urls, name: "pooler", nodes: 3, breakDatabase: restartsOf(server) });
    } finally {
      await pooler.stop();
    }
  } finally {
    await server.end();
  }
}

function restartsOf(server: PostgresServer): { name: string; act(): Promise<void> } {
  const restart = async (): Promise<void> => {
    await server.stop();
    await server.start();
  };
  return { name: "database restarts", act: restart };
}

/** One node on SQLite. */
async function onSqlite(options: ChaosOptions & Pick<LegOptions, "name" | "outside">): Promise<LegResult> {
  const folder = mkdtempSync(join(tmpdir(), "assistant-chaos-"));
  const databaseUrl = `sqlite:${join(folder, "store.db")}`;
  try {
    return await runLeg({ ...options, nodes: 1, databaseUrl, breakDatabase: null });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
