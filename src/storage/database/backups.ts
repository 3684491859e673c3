import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { AppError } from "../../common/errors.ts";
import { migrations } from "../migrations/all.ts";
import { sqliteError } from "./sqlite/sqlite-failures.ts";
import { lockDatabase } from "./sqlite/sqlite-lock.ts";

/** Backups of the embedded database, by its URL. PostgreSQL brings tools of its own, and a refusal here says which. */

/** Called after each part of the work. */
type OnProgress = (done: number, total: number) => void;

/** Copies the database to a new file, also while a service uses it. */
export function backUpDatabase(url: string, to: string, onProgress: OnProgress = () => undefined): CopyFacts {
  const from = fileOf(url, 'Use PostgreSQL\'s: pg_dump --format=custom --file=FILE "$DATABASE_URL".');
  return backUp(from, to, onProgress);
}

/**
 * Puts a copy in the database's place while no service uses it, and keeps what was there under a name with this moment
 * in it.
 */
export function restoreDatabase(
  url: string,
  from: string,
  now: Date,
  onProgress: OnProgress = () => undefined,
): CopyFacts & { kept: string | null } {
  const path = fileOf(
    url,
    'Use PostgreSQL\'s, with the service stopped: pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE.',
  );
  return putBack(from, path, { kept: `${path}.before-${stampOf(now)}`, known: Object.keys(migrations), onProgress });
}

/** The default path of a backup: in the folder of the database. */
export function usualBackup(url: string, now: Date): string {
  return `${url.slice("sqlite:".length)}.backup-${stampOf(now)}`;
}

function stampOf(now: Date): string {
  return now.toISOString().replaceAll(/[-:]|\..*/g, "");
}

function fileOf(url: string, otherwise: string): string {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  if (path === ":memory:")
    throw new AppError("BadRequest", "A database in memory lives in its process alone.", {
      remedy: "Set DATABASE_URL to a file.",
    });
  if (path !== undefined) return path;
  throw new AppError("BadRequest", "This command copies the embedded database only.", { remedy: otherwise });
}

/**
 * Copies of the embedded database: made while a service writes to it, put back while none does. A copy is written
 * under a temporary name, checked, brought to disk and renamed: whatever dies in between, its place holds the whole copy or
 * what it held before.
 */

/** What is in a copy, so that its maker sees that it is what was meant. */
export type CopyFacts = { conversations: number; bytes: number };

/**
 * Writes what the database at `from` holds this moment to a new file at `to`. Throws `Conflict` where there is one
 * already, else `StoreUnavailable`.
 */
function backUp(from: string, to: string, onProgress: OnProgress): CopyFacts {
  if (!existsSync(from))
    throw new AppError("NotFound", `There is no database ${from}.`, { remedy: "Check DATABASE_URL." });
  if (existsSync(to)) throw new AppError("Conflict", `There is a file ${to} already.`, { remedy: "Name another one." });
  const { partial, facts } = copyToPartial(from, to, onProgress);
  renameSync(partial, to);
  sync(dirname(to));
  return facts;
}

/**
 * Puts the copy at `from` in the place of the database at `to`; what was there is kept as `kept`. `known`: the
 * migrations that this version knows. Throws `StoreUnavailable` while a service has the database, and for a copy that
 * is damaged, foreign or newer.
 */
function putBack(
  from: string,
  to: string,
  options: { kept: string; known: readonly string[]; onProgress: OnProgress },
): CopyFacts & { kept: string | null } {
  if (!existsSync(from)) throw new AppError("NotFound", `There is no backup ${from}.`, { remedy: "Check its path." });
  makeFolderOf(to);
  const unlock = lockDatabase(to);
  try {
    refuseForeign(from, options.known);
    const { partial, facts } = copyToPartial(from, to, options.onProgress);
    const kept = linkUnder(to, options.kept) ? options.kept : null;
    renameSync(partial, to);
    sync(dirname(to));
    return { ...facts, kept };
  } finally {
    unlock();
  }
}

function copyToPartial(from: string, to: string, onProgress: OnProgress): { partial: string; facts: CopyFacts } {
  const partial = `${to}.part`;
  makeFolderOf(to);
  try {
    rmSync(partial, { force: true });
    // It holds what people wrote, and the keys of the service: it is its owner's alone from the first byte.
    closeSync(openSync(partial, "wx", 0o600));
    // One statement is one view of the database, however much is written meanwhile; and what was deleted is not copied
    // along.
    look(from, (source) => source.prepare("vacuum into ?").run(partial));
    onProgress(1, 3);
    const facts = look(partial, factsOf);
    onProgress(2, 3);
    sync(partial);
    onProgress(3, 3);
    return { partial, facts };
  } catch (error) {
    rmSync(partial, { force: true });
    throw sqliteError(error, to);
  }
}

function look<Result>(path: string, at: (database: DatabaseSync) => Result): Result {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    return at(database);
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database?.close();
  }
}

function factsOf(copy: DatabaseSync): CopyFacts {
  const damage = copy.prepare("pragma integrity_check(1)").get()?.["integrity_check"];
  if (damage !== "ok")
    throw new AppError("StoreUnavailable", "The copy is damaged, as its source is.", {
      remedy: "Take another backup.",
    });
  const count = (sql: string): number => Number(Object.values(copy.prepare(sql).get() ?? {})[0]);
  return {
    conversations: count("select count(*) from conversations"),
    bytes: count("pragma page_count") * count("pragma page_size"),
  };
}

function refuseForeign(path: string, known: readonly string[]): void {
  const names = look(path, (copy) => {
    const ours = copy.prepare("select 1 from sqlite_schema where name = 'kysely_migration'").get();
    return ours
      ? copy
          .prepare("select name from kysely_migration")
          .all()
          .map(({ name }) => String(name))
      : [];
  });
  if (names.length === 0)
    throw new AppError("StoreUnavailable", `The file ${path} is no backup of this service.`, {
      remedy: "Check its path.",
    });
  const newer = names.filter((name) => !known.includes(name));
  if (newer.length === 0) return;
  throw new AppError(
    "StoreUnavailable",
    `The backup ${path} is of a newer version of this service (${newer.join(", ")}).`,
    {
      remedy: "Restore it with that version or a later one.",
    },
  );
}

/**
 * Gives the database a second name, so that its place is never empty; its log goes along, and must not meet the one
 * that follows.
 */
function linkUnder(path: string, kept: string): boolean {
  if (!existsSync(path)) return false;
  emptyLog(path);
  linkSync(path, kept);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return true;
}

/**
 * The last one to close a database moves its log into it. Where that fails it is damaged, which may be why a backup is
 * put back.
 */
function emptyLog(path: string): void {
  try {
    const database = new DatabaseSync(path, { timeout: 0 });
    database.exec("pragma wal_checkpoint(truncate)");
    database.close();
  } catch {
    // The log is kept with it then.
  }
}

function makeFolderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
