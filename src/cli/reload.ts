import { checkKnowledgeDirectory } from "./knowledge-check.ts";
import { CommandError, requireConfig } from "./command-error.ts";

const timeoutMs = 5_000;

/**
 * Has the service of this machine take changed articles, once the check finds no fault in them. Throws a `CommandError`
 * with every fault, or where no service runs here.
 */
export async function reload(): Promise<void> {
  const { port } = requireConfig();
  checkKnowledgeDirectory();
  const pid = await runningPid(port);
  process.kill(pid, "SIGHUP");
  process.stdout.write(`The service (process ${pid}) reads the articles again; its log says what came of it.\n`);
}

async function runningPid(port: number): Promise<number> {
  const where = `http://127.0.0.1:${port}/readyz`;
  const body = await detailsAt(where);
  if (body === null)
    throw new CommandError(1, `No service answers at ${where}. Set PORT as the service has it, or start it.`);
  if (typeof body.pid === "number") return body.pid;
  throw new CommandError(1, `What answers at ${where} does not tell its process. Send it SIGHUP instead.`);
}

/** Null where nothing answers. */
async function detailsAt(where: string): Promise<{ pid?: unknown } | null> {
  try {
    const response = await fetch(where, { signal: AbortSignal.timeout(timeoutMs) });
    return (await response.json()) as { pid?: unknown };
  } catch {
    return null;
  }
}
