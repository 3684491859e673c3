import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What the thread says: what it found, or SQLite's failure. */
export type QuickCheck = { whole: boolean } | { message: string; errcode: number };

/**
 * SQLite's `quick_check` of a file that is in use; resolves with whether it is whole. Rejects with SQLite's failure where the
 * file cannot be read. The process may end meanwhile.
 */
export async function isWhole(path: string): Promise<boolean> {
  const worker = new Worker(new URL("./quick-check-thread.ts", import.meta.url), { workerData: path });
  worker.unref();
  const [found] = (await once(worker, "message")) as [QuickCheck];
  if ("whole" in found) return found.whole;
  throw Object.assign(new Error(found.message), { errcode: found.errcode });
}
