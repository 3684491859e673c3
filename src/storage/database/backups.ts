import { AppError } from "../../common/errors.ts";
import { migrations } from "../migrations/all.ts";
import { backUp, type CopyFacts, putBack } from "./sqlite/copies.ts";

/** Backups of the embedded database, by its URL. PostgreSQL brings tools of its own, and a refusal here says which. */

/** Copies the database to a new file, also while a service uses it. */
export function backUpDatabase(url: string, to: string): CopyFacts {
  return backUp(fileOf(url, 'Use PostgreSQL\'s: pg_dump --format=custom --file=FILE "$DATABASE_URL".'), to);
}

/**
 * Puts a copy in the database's place while no service uses it, and keeps what was there under a name with this moment
 * in it.
 */
export function restoreDatabase(url: string, from: string, now: Date): CopyFacts & { kept: string | null } {
  const path = fileOf(
    url,
    'Use PostgreSQL\'s, with the service stopped: pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE.',
  );
  return putBack(from, path, { kept: `${path}.before-${stampOf(now)}`, known: Object.keys(migrations) });
}

/** Where a backup goes that nobody named a file for: beside the database. */
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
