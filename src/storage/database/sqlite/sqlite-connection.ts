import { DatabaseSync } from "node:sqlite";

/** Milliseconds to wait for another program's lock on the file before giving up. */
const lockTimeoutMs = 5_000;

/**
 * Opens the connection that writes. With `full`, a commit returns when the disk has it; with `normal`, a loss of power
 * may take the last commits (never a torn one), a killed process none.
 */
export function openWriting(path: string, synchronous: "full" | "normal"): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: lockTimeoutMs });
  try {
    database.exec(
      `pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma temp_store = memory; pragma cache_size = -16000`,
    );
    // What is deleted is overwritten, not only forgotten: people may ask for that.
    database.exec("pragma secure_delete = on");
    // In pages of 4 KiB: moving the log into the database less often than SQLite does by itself writes hot pages fewer
    // times.
    database.exec("pragma wal_autocheckpoint = 4000");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Opens a connection that only reads. */
export function openReading(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: lockTimeoutMs });
  database.exec("pragma query_only = on; pragma temp_store = memory; pragma cache_size = -16000");
  return database;
}
