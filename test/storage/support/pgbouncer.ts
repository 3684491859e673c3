import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, identity } from "./postgres-server.ts";

/** A PgBouncer in transaction mode, before a server of these tests. */
export type PgBouncer = { url: string; stop(): Promise<void> };

/** Debian's package puts it where only root's path leads. */
const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` };

/** What `pgbouncer --version` says first; null where there is none. */
export function pgbouncerVersion(): string | null {
  const { status, stdout } = spawnSync("pgbouncer", ["--version"], { env, encoding: "utf8" });
  return status === 0 ? (stdout.split("\n")[0] ?? "") : null;
}

/** Ends the title of what is skipped without it. */
export const needsPgBouncer =
  pgbouncerVersion() === null ? " (SKIPPED: no pgbouncer on the PATH, Debian's package has it)" : "";

/** Starts one before the database of this URL; far fewer connections lead on than come in. */
export async function startPgBouncer(databaseUrl: string): Promise<PgBouncer> {
  const server = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), "assistant-pgbouncer-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const file = join(folder, "pgbouncer.ini");
  const { hostname, port: serverPort, username, password } = server;
  writeFileSync(
    file,
    `[databases]
* = host=${hostname} port=${serverPort} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
server_login_retry = 1
max_client_conn = 500
`,
  );
  const child = spawn("pgbouncer", [file], { ...identity, env, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const killOnExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killOnExit);
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`PgBouncer did not start: ${said}`)));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      said = (said + chunk).slice(-4_000);
      if (said.includes("process up")) resolve();
    });
  });
  child.removeAllListeners("exit");
  server.port = String(port);
  return {
    url: server.href,
    async stop() {
      process.off("exit", killOnExit);
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
