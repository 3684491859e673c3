import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";

/** Our service and Microsoft's Agents Playground in front of it, each a process of its own. */
export type Stage = { service: string; playground: string; agent: string; close(): void };

const root = fileURLToPath(new URL("../../", import.meta.url));
const agentToken = "check-teams-only";

/**
 * Starts both and waits until both answer. The Playground comes by npx: its licence is for evaluation, so it is no
 * dependency.
 */
export async function openStage(): Promise<Stage> {
  const [servicePort, playgroundPort] = [await freePort(), await freePort()];
  const service = `http://127.0.0.1:${servicePort}`;
  const playground = `http://127.0.0.1:${playgroundPort}`;
  const settings = {
    PORT: String(servicePort),
    DATABASE_URL: "sqlite::memory:",
    LOG_LEVEL: "warn",
    STATUS_FEED: "off",
    EMULATOR: "on",
    DESK_AGENTS: `ana:${agentToken}`,
  };
  const running = [start(process.execPath, ["src/main.ts"], root, settings)];
  const close = (): void => {
    for (const child of running) stop(child);
  };
  try {
    await answering(`${service}/healthz`, 30_000);
    const command = [
      "-y",
      "--package=@microsoft/m365agentsplayground@0.2.28",
      "--",
      "agentsplayground",
      "start",
      "-e",
      `${service}/api/messages`,
    ];
    const options = ["-c", "msteams", "-p", String(playgroundPort), "--disable-telemetry"];
    running.push(
      start("npx", [...command, ...options], tmpdir(), {
        TEAMSAPPTESTER_BROWSER: "none",
        SEND_INSTALLATION_ACTIVITY: "true",
      }),
    );
    await answering(playground, 180_000);
    return { service, playground, agent: agentToken, close };
  } catch (cause) {
    close();
    throw cause;
  }
}

function start(command: string, args: readonly string[], cwd: string, env: Record<string, string>): ChildProcess {
  // A group of its own: npx starts children that must end with it.
  return spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore", detached: true });
}

function stop({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function answering(address: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const response = await fetch(address).catch(() => null);
    if (response?.ok) return;
    await delay(250);
  }
  throw new Error(`${address} does not answer`);
}
