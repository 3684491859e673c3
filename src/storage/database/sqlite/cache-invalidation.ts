import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import type { Logger } from "pino";

import { openWriting } from "./sqlite-connection.ts";

/**
 * Cache invalidation between processes on one SQLite file: a command that deletes something changes `user_version` in
 * the file's header, and the service clears its caches. The number means nothing else, and reading it costs
 * microseconds.
 */

const intervalMs = 1_000;

/** Invalidates the caches of a service on the same file. */
export function markDeletion(path: string): void {
  const database = openWriting(path, "full");
  try {
    database.exec(`pragma user_version = ${randomInt(1, 2 ** 31)}`);
  } finally {
    database.close();
  }
}

/** `reading`: a connection to the file. `onDeleted`: called after another process deleted something. */
export type DeletionWatch = {
  reading: DatabaseSync;
  onDeleted: () => void;
  log: Logger;
};

/** Checks every second whether another process has deleted something; returns the function that stops it. */
export function watchDeletions({ reading, onDeleted, log }: DeletionWatch): () => void {
  const version = reading.prepare("pragma user_version");
  const current = (): unknown => version.get()?.["user_version"];
  let known = current();
  let failing = false;
  const check = (): void => {
    try {
      const found = current();
      if (found === known) return;
      known = found;
      onDeleted();
      failing = false;
    } catch (cause) {
      if (!failing) log.warn({ err: cause }, "check for deletions by other processes failed, will retry");
      failing = true;
    }
  };
  const timer = setInterval(check, intervalMs).unref();
  return () => clearInterval(timer);
}
