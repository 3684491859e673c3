import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "pino";

import { AppError } from "../../../common/errors.ts";

/** The suffixes of the files that belong to a database. */
const fileSuffixes = ["", "-wal", "-shm", ".lock"] as const;
const ownerOnly = 0o600;

/**
 * Makes the folder, if there is none, and the files, so that nobody but this user reads them, whatever the umask is;
 * narrows files that are there already. SQLite gives its log the mode of the database.
 */
export function protectDatabaseFiles(path: string, log: Logger): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const isNew = !existsSync(path);
  for (const file of [path, `${path}.lock`]) closeSync(openSync(file, "a", ownerOnly));
  if (isNew) log.info("new database created");
  const wide = fileSuffixes.map((end) => path + end).filter((file) => modeOf(file) & 0o077);
  for (const file of wide) chmodSync(file, ownerOnly);
  if (wide.length > 0 && !isNew) log.info({ count: wide.length }, "database files were readable by others, narrowed");
}

function modeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
}

/** Watches that what is at the path is still the file that was opened: another one, or none, would take nothing in. */
export function createFileGuard(path: string): { fault(): AppError | null } {
  const opened = idOf(path);
  return {
    fault() {
      const now = idOf(path);
      if (now === opened) return null;
      const what = now === null ? "removed" : "replaced by another";
      return new AppError("StoreUnavailable", `The database ${path} was ${what} while it is in use.`, {
        remedy: "Put it back, or restart the service on the file that is there.",
      });
    },
  };
}

function idOf(path: string): string | null {
  const file = statSync(path, { throwIfNoEntry: false });
  return file && file.nlink > 0 ? `${file.dev} ${file.ino}` : null;
}
