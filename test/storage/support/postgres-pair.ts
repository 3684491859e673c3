import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";

import { copyCluster, freePort, makeCluster, runServer, urlOf } from "./postgres-server.ts";

/** Two PostgreSQL servers on loopback, a primary and its synchronous standby. */
export type PostgresPair = {
  /** The URLs of the primary and of the standby, as they are now. */
  primaryUrl(): string;
  standbyUrl(): string;
  /** Kills the primary with -9 and promotes the standby. */
  failOver(): Promise<void>;
  /** Makes a new standby, synchronous again, in the place of the server that was killed. */
  rebuild(): Promise<void>;
  end(): Promise<void>;
};

type Server = { database: string; port: number; process: ChildProcess };

/** `fsync` is off: processes die here, not machines. */
const settings = { fsync: "off" };

/** Starts both; what is committed from then on is on both. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const { folder, native, database } = makeCluster();
  const run = async (path: string, port: number, of: Record<string, string>): Promise<Server> => {
    const server = { database: path, port, process: await runServer(native, path, port, { ...settings, ...of }) };
    process.once("exit", () => server.process.kill("SIGQUIT"));
    return server;
  };
  let primary = await run(database, await freePort(), {});
  let standby = await standbyOf(primary, join(folder, "other"), await freePort(), run);
  return {
    primaryUrl: () => urlOf(primary.port),
    standbyUrl: () => urlOf(standby.port),
    async failOver() {
      await kill(primary);
      const promoted = standby;
      await ask(promoted, "select pg_promote(true, 60)");
      [primary, standby] = [promoted, primary];
    },
    async rebuild() {
      standby = await standbyOf(primary, standby.database, standby.port, run);
    },
    async end() {
      for (const server of [primary, standby]) await kill(server);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

type Run = (database: string, port: number, of: Record<string, string>) => Promise<Server>;

/** A standby of a running server, made of a copy of its files; resolves once every commit waits for it. */
async function standbyOf(primary: Server, database: string, port: number, run: Run): Promise<Server> {
  await copyRunning(primary, database);
  const standby = await run(database, port, { primary_conninfo: `${urlOf(primary.port)}?application_name=other` });
  while (!(await ask(primary, "select 1 from pg_stat_replication where state = 'streaming'"))) await sleep(20);
  // Stays out of the copy: a server that was promoted has no standby to wait for.
  await ask(primary, "alter system set synchronous_standby_names = '*'");
  await ask(primary, "select pg_reload_conf()");
  while (!(await ask(primary, "select 1 from pg_stat_replication where sync_state = 'sync'"))) await sleep(20);
  return standby;
}

/** As PostgreSQL's manual describes a base backup by hand. */
async function copyRunning(primary: Server, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(primary.port) });
  await client.connect();
  await client.query("select pg_backup_start('copy', true)");
  copyCluster(primary.database, to, { "postgresql.auto.conf": "", "standby.signal": "", backup_label: "" });
  const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
  await client.end();
  // Belongs to the servers' user already, like the rest of the copy.
  writeFileSync(join(to, "backup_label"), rows[0]?.labelfile ?? "");
}

/** Whether there was a row. */
async function ask({ port }: Server, query: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(port) });
  await client.connect();
  try {
    return ((await client.query(query)).rowCount ?? 0) > 0;
  } finally {
    await client.end();
  }
}

async function kill({ process: server }: Server): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
}
