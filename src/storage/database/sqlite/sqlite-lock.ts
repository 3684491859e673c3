import { DatabaseSync } from "node:sqlite";

import { AppError } from "../../../common/errors.ts";
import { resultCode, sqliteError } from "./sqlite-failures.ts";

/**
 * Takes the database at `path` for this process alone, until the returned function is called or the process ends in
 * whatever way. It is an exclusive lock on a small file next to it: the operating system drops it with the process, so
 * `kill -9` leaves nothing to clear away, and the database itself stays readable for backups.
 */
export function lockDatabase(path: string): () => void {
  const lockPath = `${path}.lock`;
  try {
    const lock = new DatabaseSync(lockPath, { timeout: 0 });
    try {
      lock.exec("pragma locking_mode = exclusive; begin exclusive");
    } catch (error) {
      lock.close();
      throw error;
    }
    return () => lock.close();
  } catch (error) {
    if (resultCode(error) !== 5) throw sqliteError(error, lockPath);
    throw new AppError("StoreUnavailable", `The database ${path} is in use by another running copy of this service.`, {
      remedy: "Stop that copy, or use PostgreSQL (DATABASE_URL=postgres://…) to run several.",
      cause: error,
    });
  }
}
