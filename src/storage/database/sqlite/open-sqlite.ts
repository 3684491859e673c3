import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Logger } from "pino";

import type { AppError } from "../../../common/errors.ts";
import { type Database, type Query, runBatch, type Step, type StepsWritten, type WriteSteps } from "../database.ts";
import { migrate } from "../../migrations/migrate.ts";
import { openReading, openWriting } from "./sqlite-connection.ts";
import { markDeletion, watchDeletions } from "./cache-invalidation.ts";
import { isDamage, sqliteError } from "./sqlite-failures.ts";
import { createFileGuard, protectDatabaseFiles } from "./database-file.ts";
import { createGroupCommit, type NewStatement } from "./group-commit.ts";
import { kyselyOn } from "./sqlite-dialect.ts";
import { isWhole } from "./quick-check.ts";
import { lockDatabase } from "./sqlite-lock.ts";
import { plainBatch, startWriter, type Writer } from "./writer.ts";

/** What an SQLite database is made of. `synchronous` is SQLite's pragma of that name. */
export type SqliteOptions = {
  /** A file's path, or `:memory:`. */
  path: string;
  synchronous: "full" | "normal";
  migrations: Readonly<Record<string, Migration>>;
  /** Open it although a running service has it. */
  alongside: boolean;
  /** Told when another process has deleted something. */
  onDeleted: () => void;
  log: Logger;
};

/** A database that only this process uses. */
export type SqliteDatabase = Database & {
  /** Checkpoints and truncates the write-ahead log, so that deleted content is overwritten in both files. */
  truncateLog(): Promise<void>;
};

/**
 * Opens the embedded database, makes its folder and brings its tables up to date. Throws `StoreUnavailable` with a
 * remedy when the file is in use, damaged, unreadable or of a newer version.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteDatabase> {
  const unlock = options.path === ":memory:" ? () => {} : takeFile(options);
  try {
    const parts = options.path === ":memory:" ? await openMemory(options) : await openFile(options);
    return assemble({ ...parts, ...options, unlock });
  } catch (error) {
    unlock();
    throw sqliteError(error, options.path);
  }
}

function takeFile({ path, alongside, log }: SqliteOptions): () => void {
  try {
    if (alongside) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    else protectDatabaseFiles(path, log);
  } catch (error) {
    throw sqliteError(Object.assign(new Error("no folder", { cause: error }), { errcode: 14 }), path);
  }
  return alongside ? () => {} : lockDatabase(path);
}

type Parts = { reading: DatabaseSync; writer: Writer };

async function openFile({ path, synchronous, migrations, alongside }: SqliteOptions): Promise<Parts> {
  const starting = startWriter();
  try {
    const migrating = kyselyOn(openWriting(path, synchronous));
    try {
      await migrate(migrating, migrations);
      // No other process can hold a lease in this file: what a killed process held is free at once.
      if (!alongside) await sql`update outbox_leases set owner = '', leased_until = 0`.execute(migrating);
    } finally {
      await migrating.destroy();
    }
    return { writer: await starting.open({ path, synchronous }), reading: openReading(path) };
  } catch (error) {
    await starting.terminate();
    throw error;
  }
}

/** In memory there is one connection only, and nothing to wait for. */
async function openMemory({ migrations }: SqliteOptions): Promise<Parts> {
  const database = new DatabaseSync(":memory:");
  await migrate(kyselyOn(database), migrations);
  const group = createGroupCommit({ database });
  const known = new Set<number>();
  const write = async (steps: readonly Step[]): Promise<StepsWritten> => {
    group.register(steps.map((step): NewStatement => step.query.prepared).filter(({ key }) => !known.has(key)));
    for (const step of steps) known.add(step.query.prepared.key);
    const [result] = group.commit([plainBatch(steps)]);
    if (result && "written" in result) return result.written;
    throw result?.refused;
  };
  return { reading: database, writer: { write, truncateLog: async () => {}, close: async () => {} } };
}

function assemble(parts: Parts & SqliteOptions & { unlock: () => void }): SqliteDatabase {
  const { reading, writer, path, unlock, alongside } = parts;
  const damage = rememberDamage();
  const file = path === ":memory:" ? { fault: () => null } : createFileGuard(path);
  const writes = rememberFailure({ writer, path, damage, file });
  const stopWatching = alongside || path === ":memory:" ? () => {} : watchDeletions(parts);
  let closed = false;
  return {
    dialect: "sqlite",
    read: createRead(reading, path, damage),
    write: runBatch(writes.write),
    health: async () => {
      try {
        const found = damage.found() ?? file.fault();
        if (found) throw found;
        reading.exec("select id from probe");
        if (writes.failing()) await writes.write([{ query: probe }], true);
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: sqliteError(error, path).message };
      }
    },
    ...(path !== ":memory:" && {
      integrity: {
        lastWriteAt: writes.lastAt,
        async isWhole() {
          const whole = await isWhole(path).catch((error: unknown) => {
            const fault = damage.notice(sqliteError(error, path));
            if (isDamage(fault.cause)) return false;
            throw fault;
          });
          if (!whole) damage.notice(sqliteError(Object.assign(new Error("quick_check"), { errcode: 11 }), path));
          return whole;
        },
      },
    }),
    async truncateLog() {
      if (alongside && path !== ":memory:") markDeletion(path);
      await writer.truncateLog();
    },
    async close() {
      if (closed) return;
      closed = true;
      stopWatching();
      await writer.close();
      reading.close();
      unlock();
    },
  };
}

type Damage = { notice(fault: AppError): AppError; found(): AppError | null };

/**
 * Damage shows only where it is, and does not heal: found once, it is reported until the service starts on a file that
 * is whole.
 */
function rememberDamage(): Damage {
  let found: AppError | null = null;
  return {
    found: () => found,
    notice(fault) {
      if (isDamage(fault.cause)) found ??= fault;
      return fault;
    },
  };
}

function createRead(reading: DatabaseSync, path: string, damage: Damage): Database["read"] {
  const statements = new Map<number, StatementSync>();
  const statementOf = ({ prepared }: Query): StatementSync => {
    const known = statements.get(prepared.key);
    if (known) return known;
    const made = reading.prepare(prepared.sql);
    statements.set(prepared.key, made);
    return made;
  };
  return async <Row>(query: Query<Row>) => {
    try {
      return statementOf(query).all(...query.values) as Row[];
    } catch (error) {
      throw damage.notice(sqliteError(error, path));
    }
  };
}

/** A disk that filled up shows when writing only: the last write's failure stands until one succeeds. */
function rememberFailure(parts: {
  writer: Writer;
  path: string;
  damage: Damage;
  file: ReturnType<typeof createFileGuard>;
}): {
  write: WriteSteps;
  failing(): boolean;
  lastAt(): number;
} {
  const { writer, path, damage, file } = parts;
  let failing = false;
  let lastAt = 0;
  return {
    failing: () => failing,
    lastAt: () => lastAt,
    async write(steps) {
      const gone = file.fault();
      if (gone) throw gone;
      lastAt = Date.now();
      try {
        const written = await writer.write(steps);
        failing = false;
        return written;
      } catch (error) {
        const fault = damage.notice(sqliteError(error, path));
        failing ||= fault.code === "StoreUnavailable";
        throw fault;
      }
    },
  };
}

/**
 * Writes as much as a long turn does, to learn whether there is room for one again. Its key is outside of those that
 * `createPrepare` gives.
 */
const probe: Query = {
  prepared: { key: -1, sql: "update probe set filling = hex(randomblob(32768))", returnsRows: false },
  values: [],
};
