import { AppError } from "../../../common/errors.ts";

/**
 * Failures of the file or the machine below it, by SQLite's primary result code; any other one is a mistake in a query.
 */
const failures: Readonly<Record<number, { what: string; remedy: string }>> = {
  5: {
    what: "is locked by another program",
    remedy: "Stop the program that holds it (a database browser, a copy job), then try again.",
  },
  8: {
    what: "cannot be written to",
    remedy: "Give this service's user the right to write to the file and its folder, on a disk that is not read-only.",
  },
  10: {
    what: "could not be read or written: the disk reported an error",
    remedy: "Check the disk; restore a backup if it is damaged.",
  },
  11: { what: "is damaged", remedy: "Restore a backup; keep the damaged file for a rescue." },
  13: { what: "has no room to grow: the disk is full", remedy: "Free some disk space; the service goes on by itself." },
  14: { what: "cannot be opened", remedy: "Check DATABASE_URL and the rights to the file and its folder." },
  26: { what: "is not a database of this service, or is damaged", remedy: "Check DATABASE_URL, or restore a backup." },
};

/** True for failures after which nothing of the running transaction may be counted on. */
export function isStorageFailure(error: unknown): boolean {
  return failures[resultCode(error)] !== undefined;
}

/** True where the file itself is broken: no waiting helps. */
export function isDamage(error: unknown): boolean {
  return [11, 26].includes(resultCode(error));
}

/** SQLite's primary result code of an error thrown by `node:sqlite`, or 0. */
export function resultCode(error: unknown): number {
  const code = error instanceof Object && "errcode" in error ? error.errcode : 0;
  return typeof code === "number" ? code & 0xff : 0;
}

/** The error to throw for an error of `node:sqlite` on the database at `path`. An `AppError` passes unchanged. */
export function sqliteError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const failure = failures[resultCode(error)];
  if (failure)
    return new AppError("StoreUnavailable", `The database ${path} ${failure.what}.`, {
      remedy: failure.remedy,
      cause: error,
    });
  return new AppError("Internal", "A query of the store failed.", { cause: error });
}
